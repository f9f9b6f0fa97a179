import type { VolumeId } from "@berth/core";
import type { LeaseItemRecord } from "@berth/db";
import { describe, expect, it } from "vitest";
import { volumeMounts } from "./mounts.ts";

const item = (service: string, diskBytes: number): LeaseItemRecord => ({
	service,
	sku: "any",
	quantity: 2,
	cpuMillis: 1,
	memoryBytes: 1,
	diskBytes,
	pidsMax: 1,
	domain: null,
});
const volumes = [0, 1].map((index) => ({ id: `v${index}` as VolumeId, service: "db", index, quotaBytes: 7 }));
const owner = { items: [item("web", 0), item("db", 7)], volumes };
const db = { service: "db", index: 1 };
const mountsOf = (paths: readonly string[], tmpfs: readonly string[] = []) =>
	volumeMounts(owner, db, { volumes: paths }, tmpfs).mounts?.map((mount) => mount.target);

describe("an instance with a volume", () => {
	it("has every path its image declares in its own volume, and what it must write to, too", () => {
		expect(volumeMounts(owner, db, { volumes: ["/var/lib/db", "/backup"] })).toEqual({
			mounts: [
				{ volumeId: "v1", target: "/backup", readOnly: false },
				{ volumeId: "v1", target: "/var/lib/db", readOnly: false },
			],
			writablePaths: { kind: "volume", volumeId: "v1" },
		});
	});

	it.each([
		["one path however it is spelled", ["/data/", "//data", "/a/../data"], [], ["/data"]],
		["no path that the manifest wants temporary", ["/data", "/cache"], ["/cache/"], ["/data"]],
		["no path that is temporary everywhere", ["/tmp", "/run", "/run/db"], [], ["/run/db"]],
		["what is no path as it is, for the engine to refuse", ["data"], [], ["data"]],
	])("mounts %s", (_, paths, tmpfs, targets) => {
		expect(mountsOf(paths, tmpfs)).toEqual(targets);
	});

	it("is not made without it: the data would go where nothing keeps it", () => {
		expect(() => volumeMounts({ ...owner, volumes: volumes.slice(0, 1) }, db, { volumes: [] })).toThrow(
			expect.objectContaining({ code: "INTERNAL" }),
		);
	});
});

it("an instance without disk mounts nothing, also where a volume waits from an earlier size", () => {
	const shrunk = { items: [item("db", 0)], volumes };
	expect(volumeMounts(shrunk, db, { volumes: ["/data"] })).toEqual({ writablePaths: { kind: "tmpfs" } });
});
