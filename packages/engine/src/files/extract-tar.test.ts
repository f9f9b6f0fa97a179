import { createHash } from "node:crypto";
import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAppError } from "@berth/core";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ExtractLimits, extractTar } from "./extract-tar.ts";
import { HeldDirectory } from "./held-directory.ts";

interface RawEntry {
	readonly name: string;
	/** The type flag of the header: 0 file, 1 hard link, 2 symbolic link, 3 and 4 devices, 5 directory, 6 fifo. */
	readonly flag?: string;
	readonly link?: string;
	readonly mode?: number;
	readonly uid?: number;
	readonly content?: string;
	/** What the header says, when it lies. */
	readonly size?: number;
}

/** One header and its content, byte by byte, so that it may say anything. */
function rawEntry({ name, flag = "0", link = "", mode = 0o644, uid = process.getuid?.() ?? 0, content = "", size }: RawEntry): Buffer {
	const header = Buffer.alloc(512);
	const octal = (value: number, length: number) => value.toString(8).padStart(length - 1, "0");
	header.write(name, 0, 100);
	header.write(octal(mode, 8), 100);
	header.write(octal(uid, 8), 108);
	header.write(octal(process.getgid?.() ?? 0, 8), 116);
	header.write(octal(size ?? Buffer.byteLength(content), 12), 124);
	header.write(octal(0, 12), 136);
	header.write(flag, 156);
	header.write(link, 157, 100);
	header.write("ustar\u000000", 257);
	header.write(" ".repeat(8), 148);
	header.write(
		`${octal(
			header.reduce((sum, byte) => sum + byte, 0),
			7,
		)}\0 `,
		148,
	);
	const body = Buffer.alloc(Math.ceil(Buffer.byteLength(content) / 512) * 512);
	body.write(content);
	return Buffer.concat([header, body]);
}

/** A path of any length in a header of its own. */
const longEntry = (record: string, value: string, entry: RawEntry): Buffer => {
	const text = ` ${record}=${value}\n`;
	const length = Buffer.byteLength(text);
	const total = length + String(length + String(length).length).length;
	return Buffer.concat([rawEntry({ name: "pax", flag: "x", content: `${total}${text}` }), rawEntry(entry)]);
};

const end = Buffer.alloc(1024);
const top: RawEntry = { name: "top/", flag: "5", mode: 0o755 };
const archive = (...entries: (RawEntry | Buffer)[]): Buffer =>
	Buffer.concat([...entries.map((one) => (Buffer.isBuffer(one) ? one : rawEntry(one))), end]);

async function* inPieces(bytes: Buffer, size = 700): AsyncGenerator<Buffer> {
	for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const roomy: ExtractLimits = { bytesMax: 1024 * 1024, entriesMax: 1_000 };

describe("extracting an archive", () => {
	let base: string;
	let target: string;
	const emptyTarget = async () => {
		await rm(target, { recursive: true, force: true });
		await mkdir(target);
	};
	const run = async (bytes: Buffer, limits = roomy, signal = new AbortController().signal) => {
		await using held = await HeldDirectory.open(target);
		return await extractTar(inPieces(bytes), { target: held, limits }, { signal });
	};
	const refused = (why: string) => (error: unknown) => isAppError(error, "BAD_INPUT") && error.data.why === why;

	beforeEach(async () => {
		base = await mkdtemp(join(tmpdir(), "berth-extract-"));
		target = join(base, "target");
		await emptyTarget();
		await writeFile(join(base, "outside"), "untouched");
	});
	afterEach(() => rm(base, { recursive: true, force: true }));

	it("writes files, directories and links with their modes, without the archived directory's own name", async () => {
		const report = await run(
			archive(
				top,
				{ name: "top/.", flag: "5", mode: 0o700 },
				{ name: "top/a/", flag: "5", mode: 0o1555 },
				{ name: "top/a/file", mode: 0o6755, content: "hello" },
				{ name: "top/deep/er/file", content: "x".repeat(2_000) },
				{ name: "top/a/again", flag: "1", link: "top/a/file" },
				{ name: "top/a/sym", flag: "2", link: "/etc/passwd" },
				longEntry("path", `top/${"n".repeat(200)}/${"m".repeat(255)}`, { name: "short", content: "long" }),
			),
		);
		expect(report).toEqual({ files: 3, directories: 3, links: 2, bytes: 2_009 });
		expect(await readFile(join(target, "a", "again"), "utf8")).toBe("hello");
		expect((await lstat(join(target, "a", "file"))).mode & 0o7777).toBe(0o755);
		expect((await lstat(join(target, "a"))).mode & 0o7777).toBe(0o1755);
		expect((await lstat(target)).mode & 0o7777).toBe(0o700);
		expect(await readlink(join(target, "a", "sym"))).toBe("/etc/passwd");
		expect(await readFile(join(target, "n".repeat(200), "m".repeat(255)), "utf8")).toBe("long");
	});

	const hostile: readonly (readonly [string, string, readonly (RawEntry | Buffer)[]])[] = [
		["a way up", "traversal", [{ name: "top/../../outside", content: "bad" }]],
		["a way up in a long name", "traversal", [longEntry("path", "top/x/../../../outside", { name: "top/fine", content: "bad" })]],
		["an absolute name", "absolute", [{ name: "/etc/outside", content: "bad" }]],
		["a NUL in a name", "name", [longEntry("path", "top/a\0b", { name: "top/fine" })]],
		["a name that is no UTF-8", "name", [longEntry("path", "top/a\ufffdb", { name: "top/fine" })]],
		["a part of a name that is too long", "name", [longEntry("path", `top/${"n".repeat(256)}`, { name: "top/fine" })]],
		["a path that is too long", "name", [longEntry("path", `top/${"n/".repeat(2_500)}`, { name: "top/fine" })]],
		["a character device", "special", [{ name: "top/null", flag: "3" }]],
		["a block device", "special", [{ name: "top/disk", flag: "4" }]],
		["a fifo", "special", [{ name: "top/pipe", flag: "6" }]],
		["a kind nobody knows", "special", [{ name: "top/what", flag: "Q" }]],
		[
			"writing through a link to a directory",
			"escape",
			[
				{ name: "top/l", flag: "2", link: "../.." },
				{ name: "top/l/outside", content: "bad" },
			],
		],
		[
			"replacing a link by a file",
			"duplicate",
			[
				{ name: "top/l", flag: "2", link: "../outside" },
				{ name: "top/l", content: "bad" },
			],
		],
		[
			"owning what a link points at",
			"escape",
			[
				{ name: "top/l", flag: "2", link: ".." },
				{ name: "top/l", flag: "5", mode: 0o777 },
			],
		],
		["a hard link to outside", "traversal", [{ name: "top/h", flag: "1", link: "top/../../outside" }]],
		["a hard link to an absolute path", "absolute", [{ name: "top/h", flag: "1", link: "/etc/passwd" }]],
		[
			"a hard link through a link",
			"escape",
			[
				{ name: "top/l", flag: "2", link: "../.." },
				{ name: "top/h", flag: "1", link: "top/l/outside" },
			],
		],
		[
			"a hard link to a link",
			"escape",
			[
				{ name: "top/l", flag: "2", link: "../outside" },
				{ name: "top/h", flag: "1", link: "top/l" },
			],
		],
		["a hard link to nothing", "escape", [{ name: "top/h", flag: "1", link: "top/none" }]],
		[
			"a file twice",
			"duplicate",
			[
				{ name: "top/f", content: "a" },
				{ name: "top/./f", content: "b" },
			],
		],
		["content of a directory", "malformed", [{ name: "top/d/", flag: "5", content: "surprise" }]],
		["content of a link", "malformed", [{ name: "top/l", flag: "2", link: "x", content: "surprise" }]],
		["a file in place of the directory", "malformed", [{ name: "top", content: "bad" }]],
		["a size with a sign", "malformed", [longEntry("size", "-5", { name: "top/f", content: "bad" })]],
		["more than all may hold", "too-large", [{ name: "top/f", size: 0o77777777777 }]],
		["an archive that ends too early", "malformed", [rawEntry({ name: "top/f", content: "x".repeat(600) }).subarray(0, 900)]],
	];

	it.each(hostile)("refuses %s", async (_, why, entries) => {
		await expect(run(archive(top, ...entries))).rejects.toSatisfy(refused(why));
		expect(await readFile(join(base, "outside"), "utf8")).toBe("untouched");
		expect((await lstat(base)).mode & 0o777).toBe(0o700);
	});

	it("refuses too many entries, too many bytes, and headers without end", async () => {
		const files = Array.from({ length: 5 }, (_, at) => ({ name: `top/${at}`, content: "x".repeat(100) }));
		await expect(run(archive(top, ...files), { ...roomy, entriesMax: 5 })).rejects.toSatisfy(refused("too-many"));
		await emptyTarget();
		await expect(run(archive(top, ...files), { ...roomy, bytesMax: 499 })).rejects.toSatisfy(refused("too-large"));
		const padding = Array.from({ length: 400 }, () => rawEntry({ name: "pax", flag: "x", content: `1000 comment=${"c".repeat(900)}` }));
		await expect(run(archive(top, ...padding), { bytesMax: 1_000, entriesMax: 5 })).rejects.toSatisfy(refused("too-large"));
	});

	it("stops when it is given up, and says what the source said", async () => {
		await expect(run(archive(top), roomy, AbortSignal.abort())).rejects.toThrow("aborted");
		async function* broken() {
			yield rawEntry(top);
			throw new Error("the daemon went away");
		}
		await using held = await HeldDirectory.open(target);
		const reading = extractTar(broken(), { target: held, limits: roomy }, { signal: new AbortController().signal });
		await expect(reading).rejects.toThrow("the daemon went away");
	});

	it("puts nothing outside and makes nothing special, whatever an archive says", async () => {
		const part = fc.constantFrom("a", "b", "l", "..", ".", "", "outside", "target", "\0", "é");
		const path = fc.array(part, { maxLength: 4 }).map((parts) => parts.join("/"));
		const name = fc.oneof(
			path.map((inner) => `top/${inner}`),
			path,
			path.map((inner) => `/${inner}`),
		);
		const entry = fc.record({
			name,
			flag: fc.constantFrom("0", "1", "2", "3", "4", "5", "6", "7", "L", "K", "x", "S"),
			link: fc.oneof(name, fc.constantFrom("..", "../outside", "../..", "/etc")),
			mode: fc.constantFrom(0, 0o755, 0o4755, 0o2777, 0o7777),
			content: fc.constantFrom("", "x", "y".repeat(600)),
		});
		await fc.assert(
			fc.asyncProperty(fc.array(entry, { maxLength: 6 }), async (entries) => {
				await emptyTarget();
				await run(archive(top, ...entries)).catch((error: unknown) => {
					if (!isAppError(error, "BAD_INPUT")) throw error;
				});
				expect((await readdir(base)).sort()).toEqual(["outside", "target"]);
				expect(await readFile(join(base, "outside"), "utf8")).toBe("untouched");
				expect((await lstat(base)).mode & 0o7777).toBe(0o700);
				for (const found of await readdir(target, { recursive: true, withFileTypes: true })) {
					expect(found.isFile() || found.isDirectory() || found.isSymbolicLink()).toBe(true);
					const { mode } = await lstat(join(found.parentPath, found.name));
					expect(found.isSymbolicLink() ? 0 : mode & 0o6000).toBe(0);
				}
				// A second name of it would count here.
				expect((await lstat(join(base, "outside"))).nlink).toBe(1);
			}),
			{ numRuns: 150 },
		);
	});

	it("keeps content to the byte", async () => {
		const content = "0123456789abcdef".repeat(9_000);
		await run(archive(top, { name: "top/f", content }));
		const hash = (bytes: string | Buffer) => createHash("sha256").update(bytes).digest("hex");
		expect(hash(await readFile(join(target, "f")))).toBe(hash(content));
	});
});
