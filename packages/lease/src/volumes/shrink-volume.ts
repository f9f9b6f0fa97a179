import { AppError } from "@berth/core";
import type { LeaseVolume } from "@berth/db";
import type { Call, Engine } from "@berth/engine";

type Shrinking = Pick<LeaseVolume, "id" | "quotaBytes">;

/**
 * Lowers the limit of a volume as far as what is in it fits: a driver that could go further would leave its owner with a full disk.
 *
 * Errors  those of `assertFits`; those of the engine.
 */
export async function shrinkVolume(engine: Pick<Engine, "volumes">, volume: Shrinking, call: Call): Promise<void> {
	await assertFits(engine, volume, call);
	await engine.volumes.setQuota(volume.id, volume.quotaBytes, call);
}

/**
 * Whether a volume may become so small, found out without changing it. Where there are no limits, there is nothing to fit into.
 *
 * Errors  CONFLICT with `data.why` = `shrink` where more is in it (`data.usedBytes`), or nobody knows how much; those of the engine.
 */
export async function assertFits(engine: Pick<Engine, "volumes">, { id, quotaBytes }: Shrinking, call: Call): Promise<void> {
	const { usedBytes } = await engine.volumes.usage(id, call);
	const fits = usedBytes === null ? !(await engine.volumes.info(call)).hasQuota : usedBytes <= quotaBytes;
	if (fits) return;
	throw new AppError("CONFLICT", {
		data: { why: "shrink", volumeId: id, usedBytes, quotaBytes },
		cause: new Error(`the volume holds ${usedBytes ?? "nobody knows how many"} bytes, and ${quotaBytes} are asked for`),
	});
}
