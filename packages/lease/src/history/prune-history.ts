import { MINUTE, type Millis } from "@berth/core";
import type { HistoryKind, Stores } from "@berth/db";
import type { Log } from "../observe.ts";

/** How long what was is remembered, by kind. */
export type HistoryKept = Readonly<Record<HistoryKind, Millis>>;

export interface PruneTools {
	readonly stores: Pick<Stores, "history">;
	readonly log: Log;
	readonly historyKept: HistoryKept;
}

/** Releases that every lease keeps whatever their age: those one rolls back to. */
const RELEASES_LAST = 10;
/** Between turns, of all processes together. Longer: more in one turn. Shorter: more questions that find nothing. */
const EVERY_MS = MINUTE;
/** Rows in one statement. More: its locks last longer. Fewer: more statements. */
const SLICE = 1_000;
/** Statements in one turn, so that a history that was never pruned is caught up with bit by bit. */
const SLICES_MAX = 20;

/**
 * Forgets what is older than it is kept: releases, events, operations with their callbacks, and diagnostics.
 *
 * Concurrency  each kind has a turn a minute, which one of all processes takes; a turn that was cut off is gone on with in the next.
 * Cost         at most twenty statements of a thousand rows for each kind.
 */
export async function pruneHistory(tools: PruneTools, signal: AbortSignal): Promise<void> {
	// The keys of a record of all kinds are the kinds.
	for (const kind of Object.keys(tools.historyKept) as HistoryKind[]) {
		if (signal.aborted) return;
		await pruneKind(tools, kind, signal);
	}
}

async function pruneKind({ stores: { history }, log, historyKept }: PruneTools, kind: HistoryKind, signal: AbortSignal): Promise<void> {
	const turn = await history.claimTurn(kind, EVERY_MS);
	if (turn === null) return;
	let { position } = turn;
	let pruned = 0;
	for (let slices = 0; slices < SLICES_MAX && !signal.aborted; slices++) {
		const slice = await history.prune(kind, { keptMs: historyKept[kind], limit: SLICE, position, keepLast: RELEASES_LAST });
		({ position } = slice);
		pruned += slice.pruned;
		if (slice.isDone) break;
	}
	await history.endTurn(kind, position);
	if (pruned > 0) log.info({ kind, pruned }, "old history was forgotten");
}
