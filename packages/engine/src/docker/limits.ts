import { MINUTE, type Millis, SECOND } from "@berth/core";

/** How long the engine waits for what, and how much it holds. Every figure is a guess with two wrong sides; both are said. */
export interface Limits {
	/** An answer to a small question. Too small: a busy daemon counts as dead. Too large: a hung one is noticed late. */
	readonly callMs: Millis;
	/** Creating a container or a network; the daemon may have to unpack layers first. */
	readonly createMs: Millis;
	/** Starting a container; grows with the load of the host. */
	readonly startMs: Millis;
	/** What a stop may take beyond its grace: the kill, and the daemon's own bookkeeping. */
	readonly stopExtraMs: Millis;
	/** Removing, until it is really gone. */
	readonly removeMs: Millis;
	/** A ping, also the one that proves an idle event stream alive. */
	readonly pingMs: Millis;
	/** Until the daemon answers a request for a stream. */
	readonly streamOpenMs: Millis;
	/** A pull without a single message. Too small: a slow registry fails. Too large: a dead one holds its lease. */
	readonly pullIdleMs: Millis;
	/** A whole pull, whatever it says meanwhile. */
	readonly pullMs: Millis;
	/** One check of the host. */
	readonly checkMs: Millis;
	/** How long an aborted caller is held while what it had begun is undone. */
	readonly undoHoldMs: Millis;
	/** How long `close` waits for work that must not be left half done. */
	readonly closeMs: Millis;
	/** Between looks of a wait for readiness when no event comes. Only a backstop: events decide at once. */
	readonly readyPollMs: Millis;
	/** First and longest pause before the event stream and the logs are opened again. Longer than a second is felt by a watcher. */
	readonly reconnectMs: { readonly first: Millis; readonly max: Millis };
	/** An event stream without events is proved alive this often. */
	readonly heartbeatMs: Millis;
	/** A followed container that stopped may be started again within this time without ending its log. */
	readonly restartGapMs: Millis;
	/** Lines one log reader may lag behind before it gets a gap; `queueMax` of a read overrides it. */
	readonly logQueueMax: number;
	/** Events one subscriber may lag behind before it is told to look at everything again. */
	readonly eventQueueMax: number;
	/**
	 * A followed log that says nothing for so long is asked once whether something was missed; each time in vain it is left alone twice
	 * as long, up to the most. Too small: idle containers cost calls. Too large: a stream the daemon left hanging is noticed late.
	 */
	readonly logSilentMs: { readonly first: Millis; readonly max: Millis };
	/** How long a new log line waits for one of the other stream that was stamped before it. Too small: out of order. Too large: felt. */
	readonly logHoldMs: Millis;
	/** Bytes of one log line; the rest of the line is dropped and the line says so. */
	readonly logLineBytes: number;
	/** A container in which an image is read that is older was a killed process's. Shorter: a slow reader loses its files. */
	readonly readerAbandonedMs: Millis;
	/** Bytes of each tmpfs. It counts against the container's memory, so a large one helps nobody. */
	readonly tmpfsBytes: number;
	/** Bytes and entries copied from an image into a volume, per directory. The volume's own limit may be smaller; this one is for those without. */
	readonly imageCopyBytes: number;
	readonly imageCopyEntries: number;
	/** Container logs kept on disk by the daemon: files of this many bytes, this many of them. */
	readonly logFileBytes: number;
	readonly logFiles: number;
	/** A watched container without a sample for so long is said to have none; the daemon gives one a second. */
	readonly statsStaleMs: Millis;
	/** Containers whose statistics are streamed by the daemon at once. Too small: some show none. Too large: it does little else. */
	readonly statsStreamsMax: number;
	/** Between samples that are read from the kernel's files. Smaller costs more; larger is felt by who watches. */
	readonly statsEveryMs: Millis;
	/** Between samples of those who record. Smaller costs more at every container; larger blurs the history. */
	readonly statsRecordEveryMs: Millis;
	/** Bytes of output one exec may keep, of both streams together. */
	readonly execBytes: number;
	/** Measuring the daemon's disk, which it does by walking it. */
	readonly diskUsageMs: Millis;
	/** Inspects in flight for one list. */
	readonly inspectsAtOnce: number;
}

export const defaultLimits: Limits = {
	callMs: 20 * SECOND,
	createMs: MINUTE,
	startMs: MINUTE,
	stopExtraMs: 30 * SECOND,
	removeMs: MINUTE,
	pingMs: 5 * SECOND,
	streamOpenMs: 15 * SECOND,
	pullIdleMs: MINUTE,
	pullMs: 30 * MINUTE,
	checkMs: 10 * SECOND,
	undoHoldMs: 10 * SECOND,
	closeMs: 15 * SECOND,
	readyPollMs: 5 * SECOND,
	reconnectMs: { first: 50, max: 500 },
	heartbeatMs: 15 * SECOND,
	restartGapMs: SECOND,
	logQueueMax: 1_000,
	eventQueueMax: 1_000,
	logSilentMs: { first: 30 * SECOND, max: 4 * MINUTE },
	logHoldMs: 10,
	logLineBytes: 64 * 1024,
	readerAbandonedMs: 15 * MINUTE,
	tmpfsBytes: 64 * 1024 * 1024,
	imageCopyBytes: 1024 * 1024 * 1024,
	imageCopyEntries: 100_000,
	logFileBytes: 10 * 1024 * 1024,
	logFiles: 2,
	statsStaleMs: 4 * SECOND,
	statsStreamsMax: 100,
	statsEveryMs: SECOND,
	statsRecordEveryMs: 10 * SECOND,
	execBytes: 1024 * 1024,
	diskUsageMs: 2 * MINUTE,
	inspectsAtOnce: 8,
};
