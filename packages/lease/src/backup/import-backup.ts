import {
	AppError,
	BACKUP_HEADER,
	BACKUP_SEAL,
	backupPath,
	isAppError,
	newId,
	type RetentionId,
	type RetentionView,
	type TenantId,
	type VolumeId,
} from "@berth/core";
import type { LeaseVolume, RetentionRecord } from "@berth/db";
import type { ImportTarget } from "@berth/engine/volumes";
import type { UnitOutcome } from "../observe.ts";
import { readRetention } from "../queries/read-retentions.ts";
import type { Caller } from "../service.ts";
import { topDirectory } from "../work/steps/ensure-volumes.ts";
import { assertSealed } from "./assert-sealed.ts";
import { type BackupTools, bytesMaxOf, entriesMaxOf, IMPORT_HOLD_MS } from "./backup-tools.ts";
import { giveUp, keepSaying } from "./hold-import.ts";
import { type ReadHeader, readHeader, type SkuChoice } from "./read-header.ts";

export interface ImportRequest {
	readonly tenantId: TenantId;
	readonly archive: AsyncIterable<Uint8Array>;
	readonly skus: SkuChoice;
}

/**
 * Takes an archive in, as it comes, and makes retained data of it that can be restored like any other.
 *
 * The record is there before the first byte of data, with the room it takes, and cannot be restored until all of it is there, on the
 * disk, with the sums that the archive says. Whatever goes wrong, it is given up and destroyed: by this call, or, when its process is
 * gone, by the sweep of the node once nobody has said for a while that it goes on.
 *
 * Errors  BAD_INPUT (`data.why`), INVALID_MANIFEST, SKU_UNKNOWN, QUOTA_EXCEEDED, CAPACITY_EXHAUSTED, FORBIDDEN, NO_SPACE; whatever the
 *         upload breaks with.
 */
export async function importBackup(
	tools: BackupTools,
	caller: Caller,
	{ tenantId, archive, skus }: ImportRequest,
	signal: AbortSignal,
): Promise<RetentionView> {
	const { stores, engine, log, metrics } = tools;
	const end = new AbortController();
	const stop = () => end.abort(signal.reason);
	signal.addEventListener("abort", stop, { once: true });
	if (signal.aborted) stop();
	const received = { bytes: 0 };
	const begun: Begun = { read: null, record: null, beginning: Promise.resolve([]), keeping: Promise.resolve() };
	let outcome: UnitOutcome = "INTERNAL";
	try {
		const imported = await engine.volumes.importData(
			counted(archive, received),
			{
				first: BACKUP_HEADER,
				last: BACKUP_SEAL,
				begin: (document) => (begun.beginning = begin(tools, { tenantId, skus }, document, begun, end)),
			},
			{ signal: end.signal },
		);
		const { record, read } = begun;
		if (record === null || read === null) throw new AppError("INTERNAL", { cause: new Error("an import ended before it began") });
		assertSealed(read, imported);
		const active = await stores.imports.complete(record.id, tools.graceMs, caller.audit);
		outcome = "ok";
		return await readRetention(stores, active);
	} catch (err) {
		const cause = end.signal.aborted && !signal.aborted ? end.signal.reason : err;
		outcome = signal.aborted ? "ABORTED" : isAppError(cause) ? cause.code : "INTERNAL";
		// Whoever gave the upload up did not wait for what it had begun.
		end.abort();
		await begun.beginning.catch(() => undefined);
		if (begun.record !== null) await giveUp(tools, begun.record.id, caller.label);
		throw cause;
	} finally {
		signal.removeEventListener("abort", stop);
		end.abort();
		await begun.keeping;
		metrics.backedUp("import", outcome, received.bytes);
		log.info(
			{ op: "backup.import", ok: outcome === "ok", code: outcome, bytes: received.bytes, tenantId, retentionId: begun.record?.id ?? null },
			"archive imported",
		);
	}
}

interface Begun {
	read: ReadHeader | null;
	record: RetentionRecord | null;
	beginning: Promise<readonly ImportTarget[]>;
	keeping: Promise<void>;
}

/** Makes the record, says from then on that it goes on, and makes its volumes. */
async function begin(
	tools: BackupTools,
	{ tenantId, skus }: Pick<ImportRequest, "tenantId" | "skus">,
	document: unknown,
	begun: Begun,
	end: AbortController,
): Promise<readonly ImportTarget[]> {
	begun.read = await readHeader(tools.stores.catalog, document, skus);
	const volumes = volumesOf(tools, begun.read);
	begun.record = await beginRecord(tools, tenantId, begun.read, volumes);
	begun.keeping = keepSaying(tools, begun.record.id, end);
	for (const { id, quotaBytes } of volumes)
		await tools.engine.volumes.ensure({ id, bytes: quotaBytes, ...topDirectory }, { signal: end.signal });
	return volumes.map(toTarget);
}

const volumesOf = ({ clock }: BackupTools, { header }: ReadHeader): LeaseVolume[] =>
	header.volumes.map(({ service, index, quotaBytes }) => ({ id: newId<VolumeId>(clock.now().getTime()), service, index, quotaBytes }));

const beginRecord = (
	{ stores, clock, engineNode }: BackupTools,
	tenantId: TenantId,
	{ header, manifest, items }: ReadHeader,
	volumes: readonly LeaseVolume[],
): Promise<RetentionRecord> =>
	stores.imports.begin({
		id: newId<RetentionId>(clock.now().getTime()),
		tenantId,
		leaseName: header.leaseName,
		manifest,
		items,
		volumes,
		nodeName: engineNode,
		holdMs: IMPORT_HOLD_MS,
	});

const toTarget = (volume: LeaseVolume): ImportTarget => ({
	id: volume.id,
	prefix: backupPath(volume),
	bytesMax: bytesMaxOf(volume),
	entriesMax: entriesMaxOf(volume),
});

async function* counted(archive: AsyncIterable<Uint8Array>, received: { bytes: number }): AsyncGenerator<Uint8Array, void, undefined> {
	for await (const chunk of archive) {
		received.bytes += chunk.length;
		yield chunk;
	}
}
