import { describe, expect, it } from "vitest";
import { parseQgroups, parseSubvolumes, subvolumesWithin } from "./btrfs-output.ts";
import { parseProjectReport } from "./xfs-output.ts";
import { freeProject } from "./xfs-projects.ts";
import { parseDatasets } from "./zfs-output.ts";

describe("what host tools print", () => {
	it("btrfs qgroup show is read with and without the columns of newer versions", () => {
		const newer = [
			"Qgroupid    Referenced    Exclusive  Max referenced  Max exclusive Parent     Path ",
			"--------    ----------    ---------  --------------  ------------- ------     ---- ",
			"0/5              16384        16384            none           none -          <toplevel>",
			"0/259            16384        16384            none           none 66/259,1/7 v2",
			"66/259        62947328     62947328        20971520           none -          <0 member qgroups>",
		].join("\n");
		expect(parseQgroups(newer)).toEqual([
			{ level: 0, number: 5, referencedBytes: 16384, referencedBytesMax: null, parents: [] },
			{ level: 0, number: 259, referencedBytes: 16384, referencedBytesMax: null, parents: ["66/259", "1/7"] },
			{ level: 66, number: 259, referencedBytes: 62947328, referencedBytesMax: 20971520, parents: [] },
		]);
		const older = "qgroupid rfer excl max_rfer max_excl parent\n0/257 1 2 3 none ---\nWARNING: qgroup data inconsistent";
		expect(parseQgroups(older)).toEqual([{ level: 0, number: 257, referencedBytes: 1, referencedBytesMax: 3, parents: [] }]);
	});

	it("btrfs subvolume list is read, and what stands inside a subvolume comes innermost first", () => {
		const all = parseSubvolumes(
			[
				"ID 256 gen 9 top level 5 path volumes/one",
				"ID 300 gen 9 top level 256 path volumes/one/a b",
				"ID 301 gen 9 top level 300 path volumes/one/a b/c",
				"ID 302 gen 9 top level 5 path volumes/two",
				"what",
			].join("\n"),
		);
		expect(all[1]).toEqual({ number: 300, parent: 256, path: "volumes/one/a b" });
		expect(subvolumesWithin(all, 256).map((one) => one.number)).toEqual([301, 300]);
		expect(subvolumesWithin(all, 302)).toEqual([]);
	});

	it("an xfs project report is read in bytes, a missing limit as none", () => {
		const text =
			"#0                   0          0          0     00 [--------]\n#3735928559       1024          0      65536     00 [--------]\n\n";
		expect(parseProjectReport(text)).toEqual([
			{ project: 0, usedBytes: 0, limitBytes: null },
			{ project: 3735928559, usedBytes: 1024 * 1024, limitBytes: 64 * 1024 * 1024 },
		]);
		expect(parseProjectReport("Project quota on /data (/dev/sdb1)\nuser 1 2 3")).toEqual([]);
	});

	it("a zfs list is read by tabs, with nothing known for a dash and no limit for 0", () => {
		const text = "tank/v/one\t/srv/v/one\tyes\t24576\t1048576\ntank/v/two\t/srv/v two\tno\t-\t0\n\n";
		expect(parseDatasets(text)).toEqual([
			{ name: "tank/v/one", mountPoint: "/srv/v/one", mounted: true, referencedBytes: 24576, limitBytes: 1048576 },
			{ name: "tank/v/two", mountPoint: "/srv/v two", mounted: false, referencedBytes: null, limitBytes: null },
		]);
	});

	it("a project number depends on the id, is never 0, and steps past those in use", () => {
		const id = "0190a1b2-c3d4-7e5f-8a6b-0c1d2e3f4a5b";
		const first = freeProject(id, new Set());
		expect(first).toBe(freeProject(id, new Set([1, 2])));
		expect(freeProject(id, new Set([first]))).toBe(first + 1);
	});
});
