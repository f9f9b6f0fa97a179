import { describe, expect, it } from "vitest";
import { chooseDriver, type DriverQuestion } from "./choose-driver.ts";
import type { DriverProbe } from "./driver.ts";
import { filesystemOf } from "./host-facts.ts";
import { mountsSeenCheck, rootCheck } from "./volume-checks.ts";
import type { VolumeDriverKind } from "./volume-group.ts";

const able: DriverProbe = { usable: true, seen: "works" };
const unable: DriverProbe = { usable: false, seen: "broken", remedy: "mend it" };

/** `usable`: the drivers that work on this host. */
const choose = (question: Partial<DriverQuestion>, usable: readonly VolumeDriverKind[]) =>
	chooseDriver({ filesystem: "other", recorded: null, wanted: "auto", ...question }, async (kind) =>
		usable.includes(kind) ? able : unable,
	);

describe("choosing a driver", () => {
	it("takes the file system's own limits where they work", async () => {
		expect(await choose({ filesystem: "btrfs" }, ["btrfs", "loop"])).toMatchObject({ kind: "btrfs", severity: "ok", remedy: null });
	});

	it("takes images on loop devices elsewhere, and says what keeps a better one away", async () => {
		expect(await choose({}, ["loop"])).toMatchObject({ kind: "loop", severity: "info", remedy: null });
		expect(await choose({ filesystem: "xfs" }, ["loop"])).toMatchObject({ kind: "loop", severity: "warning", remedy: "mend it" });
	});

	it("never goes without limits unasked, and says so loudly when asked", async () => {
		expect(await choose({}, ["plain"])).toMatchObject({ kind: null, severity: "warning", seen: expect.stringContaining("loop: broken") });
		expect(await choose({ wanted: "loop" }, ["plain"])).toMatchObject({ kind: null, severity: "blocker" });
		const plain = await choose({ wanted: "plain" }, ["plain"]);
		expect(plain).toMatchObject({ kind: "plain", severity: "warning" });
		expect(plain.seen).toContain("NO LIMIT");
	});

	it("stays with what the volumes here were made with", async () => {
		expect(await choose({ filesystem: "btrfs", recorded: "loop" }, ["btrfs", "loop"])).toMatchObject({ kind: "loop", severity: "ok" });
		expect(await choose({ recorded: "loop", wanted: "plain" }, ["loop", "plain"])).toMatchObject({ kind: null, severity: "blocker" });
	});

	it("refuses a file system's own driver when the directory is not on it", async () => {
		const refused = await choose({ recorded: "btrfs" }, ["btrfs", "loop"]);
		expect(refused).toMatchObject({ kind: null, severity: "blocker" });
		expect(refused.remedy).toContain("mounted?");
		expect(await choose({ filesystem: "btrfs", wanted: "btrfs" }, ["loop"])).toMatchObject({ kind: null, remedy: "mend it" });
	});

	it("knows file systems by the kernel's numbers, also as negative ones", () => {
		expect(["btrfs", "xfs", "zfs", "other"]).toEqual([0x9123683e, 0x58465342, 0x2fc12fc1, 0xef53].map(filesystemOf));
		expect(filesystemOf(0x9123683e | 0)).toBe("btrfs");
	});
});

describe("what else the preflight looks at", () => {
	it("knows a directory that a reboot empties, and one of which nothing can be noted", () => {
		const on = (fsType: string, source: string) => `1 0 8:1 / /volumes rw - ${fsType} ${source} rw`;
		expect(rootCheck("/volumes/here", on("ext4", "/dev/sdb1"), true)).toMatchObject({
			severity: "ok",
			seen: "/volumes/here on /dev/sdb1 (ext4)",
		});
		expect(rootCheck("/volumes", on("tmpfs", "tmpfs"), true).severity).toBe("warning");
		expect(rootCheck("/volumes", on("ext4", "/dev/sdb1"), false).severity).toBe("info");
	});

	it("asks for a shared mount when it runs in a container and mounts volumes", () => {
		const inContainer = (tag: string) => `1 0 0:1 / / rw - overlay overlay rw\n2 1 8:1 / /volumes rw${tag} - ext4 /dev/sda1 rw`;
		expect(mountsSeenCheck("loop", "/volumes", inContainer(""))?.severity).toBe("blocker");
		expect(mountsSeenCheck("loop", "/volumes", inContainer(" shared:7"))?.severity).toBe("ok");
		expect(mountsSeenCheck("loop", "/volumes", "1 0 8:1 / / rw - ext4 /dev/sda1 rw")?.severity).toBe("ok");
		expect(mountsSeenCheck("btrfs", "/volumes", inContainer(""))).toBeNull();
	});
});
