import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { createDockerEngine } from "./docker/docker-engine.ts";
import { createFakeEngine } from "./fake/fake-engine.ts";
import { createFakeHost } from "./fake/fake-host.ts";

/** The calls of a group by its name, as `group.call`. */
const callsOf = (engine: object): string[] =>
	Object.entries(engine)
		.filter(([, group]) => typeof group === "object")
		.flatMap(([name, group]) => Object.keys(group).map((call) => `${name}.${call}`));

/** What the table of the interface names, in the same form. */
function named(readme: string): string[] {
	const table = readme.slice(readme.indexOf("## The interface"), readme.indexOf("## What holds"));
	let group = "";
	return table.split("\n").flatMap((line) => {
		const [, first = "", calls = ""] = line.split("|");
		group = /`(\w+)`/.exec(first)?.[1] ?? group;
		return [...calls.matchAll(/`(\w+)\(/g)].map(([, call]) => `${group}.${call}`);
	});
}

test("the README names every call there is and no other", async () => {
	const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
	const docker = createDockerEngine({ installation: "readme" });
	const fake = createFakeEngine(createFakeHost(), { installation: "readme" });
	const everywhere = callsOf(fake);
	const dockerAlone = callsOf({ builds: docker.builds });
	expect(callsOf(docker).sort()).toEqual([...everywhere, ...dockerAlone].sort());
	expect(named(readme).sort()).toEqual([...everywhere, ...dockerAlone].sort());
	await docker.close();
	await fake.close();
});
