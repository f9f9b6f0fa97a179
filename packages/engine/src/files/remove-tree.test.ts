import { link, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HeldDirectory } from "./held-directory.ts";
import { removeTree } from "./remove-tree.ts";

describe("removing a tree", () => {
	let base: string;
	const { signal } = new AbortController();
	const remove = async (name: string, by: AbortSignal = signal) => {
		await using parent = await HeldDirectory.open(base);
		return await removeTree(parent, name, by);
	};

	beforeEach(async () => {
		base = await mkdtemp(join(tmpdir(), "berth-remove-"));
	});
	afterEach(() => rm(base, { recursive: true, force: true }));

	it("removes what is below and nothing a link points at", async () => {
		await mkdir(join(base, "other"));
		await writeFile(join(base, "other", "kept"), "kept");
		await mkdir(join(base, "tree", "a", "b"), { recursive: true });
		await symlink(join(base, "other"), join(base, "tree", "a", "dir-link"));
		await symlink(join(base, "other", "kept"), join(base, "tree", "file-link"));
		await link(join(base, "other", "kept"), join(base, "tree", "a", "b", "hard"));
		expect(await remove("tree")).toBe(true);
		expect(await readdir(base)).toEqual(["other"]);
		expect(await readFile(join(base, "other", "kept"), "utf8")).toBe("kept");
		expect(await remove("tree")).toBe(false);
	});

	it("removes a link that stands where the tree should be, not what it points at", async () => {
		await mkdir(join(base, "other"));
		await symlink(join(base, "other"), join(base, "tree"));
		expect(await remove("tree")).toBe(true);
		expect(await lstat(join(base, "other"))).toBeDefined();
	});

	it("removes directories nested deeper than a path can say", async () => {
		// Built from the inside out: a path to the innermost would be far longer than the kernel takes.
		await mkdir(join(base, "tree"));
		for (let depth = 0; depth < 250; depth++) {
			const outer = join(base, "outer");
			await mkdir(outer);
			await rename(join(base, "tree"), join(outer, "a-name-of-sixteen"));
			await rename(outer, join(base, "tree"));
		}
		expect(await remove("tree")).toBe(true);
		expect(await readdir(base)).toEqual([]);
	});

	it("removes names that are no UTF-8", async () => {
		await mkdir(join(base, "tree"));
		const odd = (name: string) => Buffer.from(`${join(base, "tree")}/${name}`, "latin1");
		await mkdir(odd("d\xff"));
		await mkdir(odd("d\xff/e\xfe"));
		await writeFile(odd("d\xff/e\xfe/f\xe9"), "");
		expect(await remove("tree")).toBe(true);
		expect(await readdir(base)).toEqual([]);
	});

	it("stops when it is given up, and goes on when asked again", async () => {
		await mkdir(join(base, "tree"));
		for (let i = 0; i < 20; i++) await writeFile(join(base, "tree", String(i)), "");
		await expect(remove("tree", AbortSignal.abort())).rejects.toThrow("aborted");
		expect(await remove("tree")).toBe(true);
	});
});
