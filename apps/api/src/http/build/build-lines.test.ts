import { expect, it } from "vitest";
import { type BuildLine, createBuildLines } from "./build-lines.ts";

const read = async (body: ReadableStream<Uint8Array>): Promise<BuildLine[]> =>
	(await new Response(body).text())
		.split("\n")
		.filter((line) => line !== "")
		.map((line) => JSON.parse(line) as BuildLine);

it("gives every line in its order, and says whether there was one", async () => {
	const lines = createBuildLines(60_000);
	expect(lines.hasBegun()).toBe(false);
	lines.add({ kind: "waiting", before: 0 });
	lines.add({ kind: "output", text: "one\n" });
	await lines.begun;
	const reading = read(lines.body(() => undefined));
	lines.add({ kind: "output", text: "two\n" });
	lines.end();
	expect((await reading).map((line) => ("text" in line ? line.text : line.kind))).toEqual(["waiting", "one\n", "two\n"]);
});

it("holds no more than it may of what nobody reads, and counts what is missing", async () => {
	const lines = createBuildLines(60_000);
	const text = "x".repeat(300_000);
	for (let at = 0; at < 5; at++) lines.add({ kind: "output", text });
	lines.add({ kind: "error", error: { code: "TIMEOUT" } as never });
	lines.end();
	const found = await read(lines.body(() => undefined));
	expect(found.slice(0, 3)).toEqual(Array.from({ length: 3 }, () => ({ kind: "output", text })));
	expect(found[3]).toMatchObject({ kind: "output", text: expect.stringContaining("600000 characters") });
	expect(found.slice(4)).toMatchObject([{ kind: "error" }]);
});

it("says that it goes on while nothing is said, and hears when its reader goes", async () => {
	const lines = createBuildLines(5);
	let isGone = false;
	const reader = lines.body(() => (isGone = true)).getReader();
	expect(new TextDecoder().decode((await reader.read()).value)).toContain('"alive"');
	await reader.cancel();
	expect(isGone).toBe(true);
});
