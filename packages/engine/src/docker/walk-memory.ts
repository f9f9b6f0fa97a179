import { type Clock, DAY, HOUR, MINUTE, type Millis, SECOND } from "@berth/core";
import type { ContainerObservation } from "../observation.ts";
import type { WalkedSummary } from "./wire.ts";

/** What was seen of running containers, for as long as the daemon's list says the same of them. */
export interface WalkMemory {
	/** What one walk knows and finds out; it replaces what was kept when the walk has come to its end. */
	begin(): {
		/** What was seen of it, when nothing tells that it is another by now; else null, and it must be inspected. */
		recall(listed: WalkedSummary): ContainerObservation | null;
		keep(listed: WalkedSummary, seen: ContainerObservation): void;
		/** What the walk did not come by is forgotten. */
		end(): void;
	};
}

/** A container is inspected at least this often, whatever the list says. Longer: what no list tells stays unseen. Shorter: more inspects. */
const KEPT_MS: Millis = 10 * MINUTE;
/** Containers that are remembered, a kilobyte or so each; those beyond are inspected by every walk. */
const KEPT_MAX = 2_000;
/** By how much clocks and a list that takes its time may differ. */
const SLACK_MS: Millis = 10 * SECOND;

interface Kept {
	readonly token: string;
	readonly seen: ContainerObservation;
	readonly untilMs: number;
}

export function createWalkMemory(clock: Pick<Clock, "now" | "monotonicMs">): WalkMemory {
	let before = new Map<string, Kept>();
	return {
		begin() {
			const after = new Map<string, Kept>();
			return {
				recall(listed) {
					const kept = before.get(listed.Id);
					if (kept === undefined || clock.monotonicMs() >= kept.untilMs || kept.token !== tokenOf(listed)) return null;
					if (isYounger(listed.Status ?? "", clock.now().getTime() - Date.parse(kept.seen.startedAt ?? ""))) return null;
					after.set(listed.Id, kept);
					return kept.seen;
				},
				keep(listed, seen) {
					const token = tokenOf(listed);
					if (token === null || seen.phase !== "running" || after.size >= KEPT_MAX) return;
					// Those that came up together need not be inspected together ever after.
					after.set(listed.Id, { token, seen, untilMs: clock.monotonicMs() + KEPT_MS * (0.5 + Math.random() / 2) });
				},
				end() {
					before = after;
				},
			};
		},
	};
}

/** All that a list says of a running container but for its age; null when it does not run, or the list says too little. */
function tokenOf({ State, Status, Ports, ImageID, Names, Labels, NetworkSettings }: WalkedSummary): string | null {
	if (State !== "running" || !Status?.startsWith("Up ")) return null;
	const health = /\(.*\)$/.exec(Status)?.[0] ?? "";
	// The daemon keeps them in no order.
	const sorted = (things: Iterable<unknown>) => [...things].map((thing) => JSON.stringify(thing)).toSorted();
	const networks = Object.entries(NetworkSettings?.Networks ?? {}).map(([name, network]) => [name, network?.IPAddress]);
	return JSON.stringify([health, ImageID, Names, sorted(Ports ?? []), sorted(Object.entries(Labels ?? {})), sorted(networks)]);
}

const units: Readonly<Record<string, Millis>> = {
	second: SECOND,
	minute: MINUTE,
	hour: HOUR,
	day: DAY,
	week: 7 * DAY,
	month: 30 * DAY,
	year: 365 * DAY,
};

/**
 * Whether a container that is said to be up for so long has begun later than `ageMs` ago: it was started anew.
 *
 * Source  docker/go-units, duration.go: "Less than a second", "About a minute", "About an hour", else a count that is rounded down or,
 *         of hours, to the nearest. What is not understood counts as younger.
 */
export function isYounger(status: string, ageMs: number): boolean {
	const [, about, count = "1", unit = ""] = /^Up (Less than|About)? ?(?:an?|(\d+)) ([a-z]+?)s?(?: \(.*\))?$/.exec(status) ?? [];
	const unitMs = units[unit];
	if (unitMs === undefined) return true;
	const mostMs = about === "Less than" ? unitMs : (Number(count) + 1) * unitMs;
	return !(ageMs <= mostMs + SLACK_MS);
}
