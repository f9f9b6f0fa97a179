import { AppError } from "@berth/core";
import type { LeaseVolume } from "@berth/db";
import type { Call, Engine } from "@berth/engine";

/**
 * Lowers the limit of a volume as far as what is in it fits: a driver that could go further would leave its owner with a full disk.
 *
 * Errors  CONFLICT with `data.why` = `shrink` where more is in it or nobody knows how much; those of the engine.
 */
export async function shrinkVolume(
	engine: Pick<Engine, "volumes">,
	{ id, quotaBytes }: Pick<LeaseVolume, "id" | "quotaBytes">,
	call: Call,
): Promise<void> {
	const { usedBytes } = await engine.volumes.usage(id, call);
	const fits = usedBytes === null ? !(await engine.volumes.info(call)).hasQuota : usedBytes <= quotaBytes;
	if (!fits)
		throw new AppError("CONFLICT", {
			data: { why: "shrink", volumeId: id },
			cause: new Error(`the volume holds ${usedBytes ?? "nobody knows how many"} bytes, and ${quotaBytes} are asked for`),
		});
	await engine.volumes.setQuota(id, quotaBytes, call);
}
