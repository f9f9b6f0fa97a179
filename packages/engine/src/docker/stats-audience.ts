import { type Millis, systemClock } from "@berth/core";
import type { StatsMessage } from "../stats-group.ts";
import type { Limits } from "./limits.ts";
import { createMailbox, type Mailbox } from "./mailbox.ts";
import { pause } from "./pause.ts";
import { type SampleLimits, type StatsFrame, toSample } from "./to-sample.ts";

export type StatsReader = Mailbox<StatsMessage>;
export type StatsRole = "viewer" | "recorder";

/** What one side hears: its own newest message, and rates since the frame it heard before. */
interface Side {
	readonly readers: Set<StatsReader>;
	newest: StatsMessage | null;
	before: StatsFrame | null;
	toldAtMs: number;
}

/** All who read one container's statistics. Viewers hear every frame, recorders one of many, with rates over all between. */
export interface StatsAudience {
	readonly hasViewers: boolean;
	readonly hasRecorders: boolean;
	join(role: StatsRole): { readonly reader: StatsReader; readonly newest: StatsMessage | null };
	leave(role: StatsRole, reader: StatsReader): void;
	/** The container, or what counts for it, was begun anew: no rate reaches back before this. */
	beginRun(): void;
	tellFrame(frame: StatsFrame, limits: SampleLimits): void;
	tellGap(why: "stopped" | "absent" | "stale"): void;
	/** Until the next look is due: `viewedMs` while somebody views, else the recorders' interval, cut short by a viewer who comes. */
	rest(viewedMs: Millis, signal: AbortSignal): Promise<void>;
}

export function createStatsAudience({ statsEveryMs, statsRecordEveryMs }: Limits): StatsAudience {
	const newSide = (): Side => ({ readers: new Set(), newest: null, before: null, toldAtMs: Number.NEGATIVE_INFINITY });
	const sides: Readonly<Record<StatsRole, Side>> = { viewer: newSide(), recorder: newSide() };
	const { viewer, recorder } = sides;
	let wake = new AbortController();

	const tell = (side: Side, message: StatsMessage) => {
		side.newest = message;
		side.toldAtMs = systemClock.monotonicMs();
		for (const reader of side.readers) reader.push(message);
	};
	/** A frame that comes a little early is the one that was waited for. */
	const isDue = () => systemClock.monotonicMs() - recorder.toldAtMs >= statsRecordEveryMs - statsEveryMs / 2;

	return {
		get hasViewers() {
			return viewer.readers.size > 0;
		},
		get hasRecorders() {
			return recorder.readers.size > 0;
		},
		join(role) {
			const side = sides[role];
			// What was told when nobody of this side was there is old.
			if (side.readers.size === 0) Object.assign(side, newSide());
			const reader: StatsReader = createMailbox(1);
			side.readers.add(reader);
			if (role === "viewer") wake.abort();
			return { reader, newest: side.newest };
		},
		leave: (role, reader) => void sides[role].readers.delete(reader),
		beginRun() {
			viewer.before = null;
			recorder.before = null;
		},
		tellFrame(frame, limits) {
			const hear = (side: Side) => {
				tell(side, { kind: "sample", sample: toSample(frame, side.before, limits) });
				side.before = frame;
			};
			hear(viewer);
			if (recorder.readers.size > 0 && (recorder.before === null || isDue())) hear(recorder);
		},
		tellGap(why) {
			const gap: StatsMessage = { kind: "gap", why };
			tell(viewer, gap);
			const { newest } = recorder;
			const isNews = newest?.kind !== "gap" || newest.why !== why;
			if (isNews || isDue()) tell(recorder, gap);
		},
		async rest(viewedMs, signal) {
			if (viewer.readers.size > 0) return pause(viewedMs, signal);
			wake = new AbortController();
			await pause(statsRecordEveryMs, AbortSignal.any([signal, wake.signal]));
		},
	};
}
