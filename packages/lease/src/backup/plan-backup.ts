import type { BackupPlanView } from "@berth/core";
import type { Caller } from "../service.ts";
import { type BackupSource, type BackupTools, placeOf } from "./backup-tools.ts";
import { openSource } from "./open-source.ts";

/** What an export would be, without reading a file. Errors  NOT_FOUND, INVALID_STATE. */
export async function planBackup(tools: BackupTools, caller: Caller, source: BackupSource, signal: AbortSignal): Promise<BackupPlanView> {
	const { leaseName, nodeId, volumes, kind, id } = await openSource(tools, caller, source, signal);
	const place = await placeOf(tools, nodeId);
	const seen = place.isHere
		? await tools.engine.volumes.usages(
				volumes.map((volume) => volume.id),
				{ signal },
			)
		: [];
	const usedOf = new Map<string, number | null>(seen.map((one) => [one.id, one.usedBytes]));
	const planned = volumes.map((volume) => ({
		service: volume.service,
		index: volume.index,
		quotaBytes: volume.quotaBytes,
		usedBytes: usedOf.get(volume.id) ?? null,
	}));
	const isKnown = planned.every(({ usedBytes }) => usedBytes !== null);
	return {
		leaseName,
		...place,
		volumes: planned,
		bytes: isKnown ? planned.reduce((sum, { usedBytes }) => sum + (usedBytes ?? 0), 0) : null,
		path: `/api/backups/export?${kind}=${id}`,
	};
}
