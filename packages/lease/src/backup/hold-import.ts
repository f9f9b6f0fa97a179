import { asError, isAppError, type RetentionId } from "@berth/core";
import { type BackupTools, IMPORT_HOLD_MS } from "./backup-tools.ts";

/** Says that the import goes on; ends it when it was given up, or when nobody could be told for as long as that is believed. */
export async function keepSaying({ stores, clock }: BackupTools, id: RetentionId, end: AbortController): Promise<void> {
	let saidMs = clock.monotonicMs();
	while (!end.signal.aborted) {
		try {
			await clock.sleep(IMPORT_HOLD_MS / 4, end.signal);
			const askedMs = clock.monotonicMs();
			await stores.imports.keep(id, IMPORT_HOLD_MS);
			saidMs = askedMs;
		} catch (err) {
			if (end.signal.aborted) return;
			if (isAppError(err, "CONFLICT") || clock.monotonicMs() - saidMs > IMPORT_HOLD_MS) end.abort(err);
		}
	}
}

/** Gives an import up, so that the sweep destroys what came. */
export async function giveUp({ stores, log }: BackupTools, id: RetentionId, by: string): Promise<void> {
	try {
		await stores.imports.abandon(id, by);
	} catch (err) {
		// Its hold lapses, and the sweep gives it up.
		log.warn({ retentionId: id, err: asError(err) }, "an import could not be given up yet");
	}
}
