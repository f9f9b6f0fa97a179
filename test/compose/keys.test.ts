import { importCompose, type ListedKey, listKeys } from "@berth/compose";
import { expect, test } from "vitest";
import { expectationOf, readCorpus, sourceOf } from "./corpus.ts";

const keys = listKeys();
const byPath = new Map(keys.map((key) => [key.path, key]));

/** `services.web.ports[0].name` → `services.*.ports.name`: names and places in lists become what the page of keys has. */
function listed(path: string): ListedKey | undefined {
	const parts = path
		.replace(/\[\d+\]/g, "")
		.replace(/\["[^"]*"\]/g, ".quoted")
		.split(".");
	if (["services", "networks", "volumes"].includes(parts[0] ?? "") && parts.length > 1) parts[1] = "*";
	if (parts[0] === "services" && parts[2] === "networks" && parts.length > 3) parts[3] = "*";
	for (let length = parts.length; length > 0; length -= 1) {
		const found = byPath.get(parts.slice(0, length).join("."));
		if (found) return found;
	}
	return undefined;
}

test("a file with every key of the specification has none that is unknown, and it has every key of the page", async () => {
	const { table } = importCompose(await sourceOf("every-key"), { profiles: ["frontend"] });
	expect(table.filter(({ why }) => why.includes("has no key"))).toEqual([]);
	const met = new Set(table.map(({ path }) => listed(path)?.path));
	// Told of where the service is, or by what is below them.
	const silent = keys.filter(({ path, hasBelow }) => !met.has(path) && !hasBelow).map(({ path }) => path);
	expect(silent).toEqual([]);
});

test("what the page of keys says is possible is all that happens", async () => {
	for (const name of await readCorpus()) {
		const { table } = importCompose(await sourceOf(name), (await expectationOf(name))?.options);
		for (const { path, verdict, was, why, acceptable } of table) {
			const key = listed(path);
			// Of any key: a variable put in, nothing written, a shape that Compose does not take, a name that is none.
			const ofAny =
				was.includes("$") || why.startsWith("It is empty") || (verdict === "refused" && !acceptable) || why.includes("has no key");
			if (ofAny || /(^|\.)x-/.test(path) || /^services(\.[^.]+|\[".*"\])$/.test(path)) continue;
			expect(key?.verdicts, `${name} ${path}: ${why}`).toContain(verdict);
		}
	}
});
