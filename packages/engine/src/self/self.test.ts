import { AppError } from "@berth/core";
import { describe, expect, test } from "vitest";
import { detectSelf, type OwnContainer } from "./detect-self.ts";
import { createHostPaths } from "./host-paths.ts";
import { ownContainerIds } from "./own-ids.ts";
import { placementIn } from "./placement.ts";

const ID = "3f1c".repeat(16);
const OUTER = "ab12".repeat(16);
const call = { signal: new AbortController().signal };
const none = { cgroup: null, mountinfo: null, hostname: "box" };

describe("the ids our own container may have", () => {
	test.each([
		["cgroup v1", { cgroup: `12:pids:/docker/${ID}\n1:name=systemd:/docker/${ID}\n0::/\n` }, [ID]],
		["cgroup v1 with systemd", { cgroup: `4:memory:/system.slice/docker-${ID}.scope\n` }, [ID]],
		["a container within a container", { cgroup: `4:memory:/docker/${OUTER}/docker/${ID}\n` }, [ID]],
		[
			"cgroup v2, by what is mounted",
			{
				cgroup: "0::/\n",
				mountinfo: `900 880 8:1 /var/lib/docker/containers/${ID}/hostname /etc/hostname rw,relatime - ext4 /dev/sda1 rw\n`,
			},
			[ID],
		],
		[
			"nothing on a host that holds containers",
			{
				cgroup: "0::/user.slice/user-0.slice/session-1.scope\n",
				mountinfo: `900 880 0:50 / /var/lib/docker/containers/${ID}/mounts/shm rw - tmpfs shm rw\n`,
			},
			[],
		],
		["the name of the host alone", { hostname: ID.slice(0, 12) }, [ID.slice(0, 12)]],
		["not twice", { cgroup: `1:cpu:/docker/${ID}`, hostname: ID.slice(0, 12) }, [ID]],
		["nothing where nothing can be read", {}, []],
	])("%s", (_, traces, ids) => {
		expect(ownContainerIds({ ...none, ...traces })).toEqual(ids);
	});
});

const container: OwnContainer = {
	id: ID,
	running: true,
	hostname: "box",
	mounts: [
		{ kind: "bind", name: null, source: "/srv/berth", target: "/data" },
		{ kind: "volume", name: "deep", source: "/var/lib/docker/volumes/deep/_data", target: "/data/deep" },
		{ kind: "other", name: null, source: "", target: "/tmp" },
	],
};

describe("where a directory lies for the daemon", () => {
	test.each([
		["/data", "bind", "/data/a/b", "/srv/berth/a/b"],
		["/data/", "bind", "/data", "/srv/berth"],
		["/data/deep/er", "volume", "/data/deep/x", "/var/lib/docker/volumes/deep/_data/x"],
		["/data/deeper", "bind", "/data/deeper", "/srv/berth/deeper"],
	])("%s is in a %s", (directory, mode, ours, theirs) => {
		const placement = placementIn(container, directory, []);
		expect(placement.mode).toBe(mode);
		expect(placement.toHostPath(ours)).toBe(theirs);
	});

	test.each(["/etc", "/database", "/data/../etc", "data", "/", "/data\0/x"])("%j is outside and refused", (path) => {
		const placement = placementIn(container, "/data", []);
		expect(() => placement.toHostPath(path)).toThrow(expect.objectContaining({ code: "BAD_INPUT" }));
	});

	test("a directory that the container keeps to itself has no path at all", () => {
		for (const directory of ["/var/lib/berth", "/tmp/x"]) {
			const placement = placementIn(container, directory, []);
			expect(placement.mode).toBe("unmounted");
			expect(() => placement.toHostPath(directory)).toThrow(expect.objectContaining({ code: "BAD_INPUT" }));
		}
	});
});

describe("who we are", () => {
	const sourceOf = (traces: object, known: OwnContainer | null) => ({
		traces: async () => ({ ...none, ...traces }),
		container: async (id: string) => (known?.id.startsWith(id) ? known : null),
	});

	test("is what the daemon knows; another daemon's id is ignored and said", async () => {
		const found = await detectSelf(sourceOf({ cgroup: `1:cpu:/docker/${ID}` }, container), "/data", call);
		expect(found).toMatchObject({ mode: "bind", containerId: ID, ignoredIds: [] });
		const outside = await detectSelf(sourceOf({ cgroup: `1:cpu:/docker/${OUTER}` }, container), "/data", call);
		expect(outside).toMatchObject({ mode: "native", containerId: null, ignoredIds: [OUTER] });
		expect(outside.toHostPath("/any/where")).toBe("/any/where");
	});

	test("is no container that does not run, or only happens to be called like this host", async () => {
		const short = { hostname: ID.slice(0, 12) };
		expect((await detectSelf(sourceOf(short, { ...container, hostname: short.hostname }), "/data", call)).mode).toBe("bind");
		expect((await detectSelf(sourceOf(short, container), "/data", call)).mode).toBe("native");
		const cgroup = { cgroup: `1:cpu:/docker/${ID}` };
		expect((await detectSelf(sourceOf(cgroup, { ...container, running: false }), "/data", call)).mode).toBe("native");
	});

	test("is not known while the daemon cannot be asked", async () => {
		const broken = { ...sourceOf({ cgroup: `1:cpu:/docker/${ID}` }, null), container: () => Promise.reject(new Error("away")) };
		await expect(detectSelf(broken, "/data", call)).rejects.toThrow("away");
	});

	test("is asked once, and again only where there was no answer", async () => {
		let asked = 0;
		const toHostPath = createHostPaths(
			{
				traces: async () => ({ ...none, hostname: ID.slice(0, 12) }),
				async container() {
					asked += 1;
					if (asked === 1) throw new AppError("ENGINE_UNREACHABLE");
					return { ...container, hostname: ID.slice(0, 12) };
				},
			},
			"/data/volumes",
		);
		await expect(toHostPath("/data/volumes/a", call)).rejects.toMatchObject({ code: "ENGINE_UNREACHABLE" });
		expect(await toHostPath("/data/volumes/a", call)).toBe("/srv/berth/volumes/a");
		expect(await toHostPath("/data/volumes/b", call)).toBe("/srv/berth/volumes/b");
		expect(asked).toBe(2);
	});
});
