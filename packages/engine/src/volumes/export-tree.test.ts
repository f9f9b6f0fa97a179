import { link, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { HeldDirectory } from "../files/held-directory.ts";
import { walkTree } from "./export-tree.ts";

/** Kinds of what is below a directory, with so much room for names of files that have several. */
async function kindsIn(path: string, linkBytesMax: number): Promise<string[]> {
	await using top = await HeldDirectory.open(path);
	const kinds: string[] = [];
	for await (const item of walkTree(top, new AbortController().signal, linkBytesMax)) {
		if ("content" in item) for await (const _ of item.content);
		kinds.push(item.entry.kind);
	}
	return kinds.sort();
}

it("remembers names only of files of which more are to come, and no more of them than it may", async () => {
	const base = await mkdtemp(join(tmpdir(), "berth-export-tree-"));
	onTestFinished(() => rm(base, { recursive: true }));
	const [whole, torn] = [join(base, "whole"), join(base, "torn")];
	// One name of each beside the other, so that one file is under way at a time.
	for (const name of ["a", "b", "c", "d"]) {
		await mkdir(join(whole, name), { recursive: true });
		await writeFile(join(whole, name, "one"), name);
		await link(join(whole, name, "one"), join(whole, name, "two"));
	}
	await mkdir(torn);
	for (const name of ["a", "b", "c", "d"]) await link(join(whole, name, "one"), join(torn, name));

	await expect(kindsIn(torn, 600)).rejects.toMatchObject({ code: "CONFLICT", data: { why: "too-many-links" } });
	expect(await kindsIn(torn, 6_000)).toEqual(Array.from({ length: 4 }, () => "file"));
	for (const name of ["a", "b", "c", "d"]) await rm(join(torn, name));
	const one = ["directory", "file", "hardlink"];
	expect(await kindsIn(whole, 300)).toEqual([...one, ...one, ...one, ...one].sort());
});
