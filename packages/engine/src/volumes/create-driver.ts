import { createBtrfsDriver } from "./btrfs-driver.ts";
import type { DriverContext, VolumeDriver } from "./driver.ts";
import { createLoopDriver } from "./loop-driver.ts";
import { createPlainDriver } from "./plain-driver.ts";
import type { VolumeDriverKind } from "./volume-group.ts";
import { createXfsDriver } from "./xfs-driver.ts";
import { createZfsDriver } from "./zfs-driver.ts";

const drivers: Readonly<Record<VolumeDriverKind, (context: DriverContext) => VolumeDriver>> = {
	btrfs: createBtrfsDriver,
	xfs: createXfsDriver,
	zfs: createZfsDriver,
	loop: createLoopDriver,
	plain: createPlainDriver,
};

export const createDriver = (kind: VolumeDriverKind, context: DriverContext): VolumeDriver => drivers[kind](context);
