import { describe, expect, it } from "vitest";
import { coveringMount, mountsAt, parseMountinfo } from "./mountinfo.ts";

const table = [
	"27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard",
	"42 27 0:39 /@data /srv rw,relatime shared:1 master:2 - btrfs /dev/vdb rw,space_cache=v2,subvolid=256,subvol=/@data",
	"43 42 7:1 / /srv/vol\\040umes/a\\134b rw,nosuid,nodev - ext4 /dev/loop1 rw",
	"44 27 8:1 / /xfs rw - xfs /dev/sda1 rw,attr2,prjquota",
	"45 44 8:2 / /xfs rw - xfs /dev/sdb1 rw",
	"half a line",
	"",
].join("\n");

describe("the table of mounts", () => {
	const mounts = parseMountinfo(table);

	it("is read with its escapes and options, and broken lines are left out", () => {
		expect(mounts).toHaveLength(5);
		expect(mounts[1]).toMatchObject({ device: "0:39", root: "/@data", mountPoint: "/srv", shared: true, fsType: "btrfs" });
		expect(mounts[2]).toMatchObject({
			mountPoint: "/srv/vol umes/a\\b",
			shared: false,
			options: ["rw", "nosuid", "nodev"],
			source: "/dev/loop1",
		});
		expect(mounts[3]?.superOptions).toContain("prjquota");
	});

	it("says which mount holds a path, by whole names and the newest of several", () => {
		expect(coveringMount(mounts, "/srv/x")?.mountPoint).toBe("/srv");
		expect(coveringMount(mounts, "/srvx")?.mountPoint).toBe("/");
		expect(coveringMount(mounts, "/xfs/volumes")?.source).toBe("/dev/sdb1");
		expect(mountsAt(mounts, "/xfs")).toHaveLength(2);
		expect(mountsAt(mounts, "/xfs/volumes")).toEqual([]);
	});
});
