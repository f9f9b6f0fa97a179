import { AppError } from "@berth/core";
import { type Header, pack } from "tar-stream";
import { describe, expect, it } from "vitest";
import { parseGroup, parsePasswd } from "./accounts.ts";
import type { ArchiveSource } from "./archive-source.ts";
import { containerArchive } from "./docker-archive-source.ts";
import { findOwner, resolveUser } from "./resolve-user.ts";
import { detectVolumeOwner } from "./volume-owner.ts";
import { detectWritablePaths } from "./writable-paths.ts";

const call = { signal: new AbortController().signal };

type Entry = Partial<Header> & { readonly name: string; readonly text?: string };

/** An image of a few paths; each is a tar of its own, as the engine gives it. Remembers what was asked for. */
function imageOf(paths: Readonly<Record<string, readonly Entry[]>>): ArchiveSource & { readonly asked: string[] } {
	const asked: string[] = [];
	return {
		asked,
		async open(path) {
			asked.push(path);
			const entries = paths[path];
			if (entries === undefined) return null;
			const tar = pack();
			for (const { text = "", ...header } of entries) tar.entry(header, header.type === undefined ? text : "");
			tar.finalize();
			// A streamx stream, which is iterable over its bytes.
			return tar as AsyncIterable<Uint8Array>;
		},
	};
}

const directory = (name: string, uid = 0, gid = uid): Entry => ({ name, type: "directory", uid, gid });

const passwd = [
	"root:x:0:0:root:/root:/bin/sh",
	"# comment:x:7:7",
	"app:x:1000:1001:an app:/home/app:/bin/sh",
	"app:x:9:9:the second of a name",
	"short:x:5",
	"bad:x:five:5:",
	"huge:x:4294967295:5:",
	":x:6:6:",
	"",
].join("\n");
const group = "root:x:0:\nwheel:x:10:root,app\nbroken:x\nneg:x:-1:\n";

describe("users of an image", () => {
	const source = () => imageOf({ "/etc/passwd": [{ name: "passwd", text: passwd }], "/etc/group": [{ name: "group", text: group }] });

	it("are read from files that may be malformed", () => {
		expect(parsePasswd(passwd).map(({ name, uid }) => [name, uid])).toEqual([
			["root", 0],
			["app", 1000],
			["app", 9],
		]);
		expect(parseGroup(group).map(({ name }) => name)).toEqual(["root", "wheel"]);
		expect(parsePasswd("\0\xff:::::\r\n:::")).toEqual([]);
		expect(parsePasswd("a:x:1:1\n".repeat(20_000))).toHaveLength(10_000);
	});

	it.each([
		["", { uid: 0, gid: 0 }],
		["app", { uid: 1000, gid: 1001 }],
		["app:wheel", { uid: 1000, gid: 10 }],
		["app:77", { uid: 1000, gid: 77 }],
		["1000", { uid: 1000, gid: 1001 }],
		["2000", { uid: 2000, gid: 0 }],
		["2000:wheel", { uid: 2000, gid: 10 }],
		["12:34", { uid: 12, gid: 34 }],
	])("%j is a pair of numbers", async (user, owner) => {
		expect(await resolveUser(source(), user, call)).toEqual(owner);
	});

	it("need no account files for numbers, and say what is not there", async () => {
		const empty = imageOf({});
		expect(await resolveUser(empty, "12:34", call)).toEqual({ uid: 12, gid: 34 });
		expect(empty.asked).toEqual([]);
		expect(await resolveUser(empty, "12", call)).toEqual({ uid: 12, gid: 0 });
		await expect(resolveUser(empty, "app", call)).rejects.toMatchObject({ code: "BAD_INPUT", data: { why: "unknown-user" } });
		await expect(resolveUser(source(), "app:none", call)).rejects.toMatchObject({ data: { why: "unknown-group" } });
		await expect(resolveUser(source(), "4294967295", call)).rejects.toMatchObject({ data: { why: "unknown-user" } });
		expect(() => findOwner("short", { users: parsePasswd(passwd), groups: [] })).toThrow("no user");
	});

	it("are found where a link leads inside the image, and never in a file that is too large", async () => {
		const linked = imageOf({
			"/etc/passwd": [{ name: "passwd", type: "symlink", linkname: "../store/passwd" }],
			"/store/passwd": [{ name: "passwd", text: passwd }],
			"/etc/group": [{ name: "group", type: "symlink", linkname: "group" }],
		});
		expect(await resolveUser(linked, "app", call)).toEqual({ uid: 1000, gid: 1001 });
		await expect(resolveUser(linked, "app:wheel", call)).rejects.toMatchObject({ data: { why: "unknown-group" } });
		const huge = imageOf({ "/etc/passwd": [{ name: "passwd", text: "#".repeat(1024 * 1024 + 1) }] });
		await expect(resolveUser(huge, "app", call)).rejects.toMatchObject({ data: { why: "too-large" } });
	});
});

describe("the owner of an image's volumes", () => {
	it("is the one all of them have, and root for anything else", async () => {
		const source = imageOf({
			"/data": [directory("data/", 999), { name: "data/much", text: "x".repeat(100_000) }],
			"/more": [directory("more/", 999)],
			"/other": [directory("other/", 998)],
			"/root": [directory("root/")],
			"/file": [{ name: "file", uid: 999, gid: 999, text: "x" }],
		});
		expect(await detectVolumeOwner(source, ["/data", "/more"], call)).toEqual({ uid: 999, gid: 999 });
		const root = { uid: 0, gid: 0 };
		for (const paths of [[], ["/data", "/other"], ["/data", "/root"], ["/data", "/missing"], ["/file"]])
			expect(await detectVolumeOwner(source, paths, call)).toEqual(root);
	});
});

describe("paths an image must write to", () => {
	const source = imageOf({
		"/var/lib": [
			directory("lib/"),
			directory("lib/app/", 1000),
			directory("lib/app/inner/", 1000),
			{ name: "lib/app/inner/file", uid: 1000, text: "x".repeat(5_000) },
			directory("lib/deep/"),
			directory("lib/deep/own/", 1000),
			directory("lib/other/", 33),
		],
		"/var/run": [{ name: "run", type: "symlink", linkname: "/run" }],
		"/data": [directory("data/", 1000), directory("data/x/", 1000)],
		"/srv": [directory("srv/"), directory("srv/../../etc/", 1000)],
	});

	it("are the topmost directories of the container's user, and it is known in which the image holds nothing", async () => {
		const found = await detectWritablePaths(source, { user: { uid: 1000, gid: 1000 }, covered: [] }, call);
		expect(found).toEqual({ paths: ["/data", "/var/lib/app", "/var/lib/deep/own"], empty: ["/var/lib/deep/own"], truncated: false });
	});

	it("are those of any user but root when the container starts as root", async () => {
		const found = await detectWritablePaths(source, { user: { uid: 0, gid: 0 }, covered: ["/data", "/var/lib/app"] }, call);
		expect(found.paths).toEqual(["/var/lib/deep/own", "/var/lib/other"]);
	});

	it("are at most sixteen, and what was cut short is told", async () => {
		const many = imageOf({ "/opt": [directory("opt/"), ...Array.from({ length: 20 }, (_, at) => directory(`opt/${at}/`, 5))] });
		const found = await detectWritablePaths(many, { user: { uid: 5, gid: 5 }, covered: [] }, call);
		expect(found).toMatchObject({ truncated: true });
		expect(found.paths).toHaveLength(16);
	});

	it("are not taken for none when the source fails", async () => {
		const failing: ArchiveSource = { open: () => Promise.reject(new AppError("ENGINE_UNREACHABLE")) };
		const asking = detectWritablePaths(failing, { user: { uid: 5, gid: 5 }, covered: [] }, call);
		await expect(asking).rejects.toMatchObject({ code: "ENGINE_UNREACHABLE" });
	});
});

describe("files of a container", () => {
	it("are missing only when the container is there to say so", async () => {
		const notFound = () => Promise.reject(new AppError("NOT_FOUND"));
		const here = containerArchive({ stream: notFound, call: async () => ({ status: 200, body: {} }) }, "c");
		expect(await here.open("/none", call)).toBeNull();
		const gone = containerArchive({ stream: notFound, call: notFound }, "c");
		await expect(gone.open("/none", call)).rejects.toMatchObject({ code: "NOT_FOUND" });
	});
});
