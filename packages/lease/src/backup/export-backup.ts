import { BACKUP_HEADER, BACKUP_SEAL, type BackupHeader, type BackupSeal, backupPath, isAppError } from "@berth/core";
import type { UnitOutcome } from "../observe.ts";
import type { Caller } from "../service.ts";
import { assertHere, type BackupSource, type BackupTools, bytesMaxOf } from "./backup-tools.ts";
import { type OpenSource, openSource } from "./open-source.ts";

export interface BackupStream {
	/** For the file it is saved as. */
	readonly fileName: string;
	/** Ends without its last entry when it fails. */
	readonly archive: AsyncIterable<Uint8Array>;
}

/**
 * The volumes of a lease that does not run, or of what a closed one left, as one archive. Nothing is held meanwhile: whether the data
 * stayed unused is looked at before the last entry, and an archive without it is not valid.
 *
 * Errors  NOT_FOUND, INVALID_STATE, UNSUPPORTED (`data.node`); in the stream CONFLICT and whatever the engine says.
 */
export async function exportBackup(tools: BackupTools, caller: Caller, source: BackupSource, signal: AbortSignal): Promise<BackupStream> {
	const opened = await openSource(tools, caller, source, signal);
	await assertHere(tools, opened.nodeId);
	const createdAt = tools.clock.now().toISOString();
	// Before the first byte: what somebody began to read they may have.
	if (caller.audit !== undefined) {
		const facts = { leaseName: opened.leaseName, volumes: opened.volumes.length };
		await tools.stores.audit.note(caller.audit, { kind: opened.kind, id: opened.id, tenantId: opened.tenantId, facts }, "done");
	}
	const header = headerOf(opened, createdAt);
	return {
		fileName: `${opened.leaseName}-${createdAt.slice(0, 19).replace(/[-:]/g, "").replace("T", "-")}.tar`,
		archive: observed(tools, opened, read(tools, opened, header, signal), signal),
	};
}

const headerOf = ({ kind, id, leaseName, manifest, items, volumes }: OpenSource, createdAt: string): BackupHeader => ({
	format: "berth-backup",
	version: 1,
	createdAt,
	leaseName,
	source: { kind, id },
	manifest,
	items: items.map(({ service, sku, quantity }) => ({ service, sku, quantity })),
	volumes: volumes.map(({ service, index, quotaBytes }) => ({ service, index, quotaBytes, path: backupPath({ service, index }) })),
});

function read({ engine }: BackupTools, opened: OpenSource, header: BackupHeader, signal: AbortSignal): AsyncIterable<Uint8Array> {
	return engine.volumes.exportData(
		{
			first: { name: BACKUP_HEADER, content: header },
			volumes: opened.volumes.map((volume) => ({ id: volume.id, prefix: backupPath(volume), bytesMax: bytesMaxOf(volume) })),
			last: async (volumes) => {
				await opened.assertSame();
				return {
					name: BACKUP_SEAL,
					content: { header, volumes: volumes.map((one) => ({ ...one, skipped: [...one.skipped] })) } satisfies BackupSeal,
				};
			},
		},
		{ signal },
	);
}

/** Counts how it ended, also when its reader went away. */
async function* observed(
	{ log, metrics }: BackupTools,
	{ kind, id, nodeId }: OpenSource,
	archive: AsyncIterable<Uint8Array>,
	signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
	let bytes = 0;
	let outcome: UnitOutcome = "ABORTED";
	try {
		for await (const chunk of archive) {
			bytes += chunk.length;
			yield chunk;
		}
		outcome = "ok";
	} catch (err) {
		outcome = signal.aborted ? "ABORTED" : isAppError(err) ? err.code : "INTERNAL";
		throw err;
	} finally {
		metrics.backedUp("export", outcome, bytes);
		log.info({ op: "backup.export", ok: outcome === "ok", code: outcome, bytes, nodeId, kind, id }, "volumes exported");
	}
}
