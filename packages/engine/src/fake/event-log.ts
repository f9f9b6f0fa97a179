import type { EngineEvent } from "../engine.ts";
import type { ContainerRecord } from "./container-record.ts";

type ContainerEvent = Extract<EngineEvent, { kind: "container" }>;

/** What happened on the machine, for all installations. `seq` grows by one. */
export interface HostEvent {
	readonly seq: number;
	readonly installation: string | null;
	readonly event: ContainerEvent;
}

export interface EventLog {
	emit(record: ContainerRecord, action: ContainerEvent["action"]): void;
	/** Calls back at each event, in order, until the returned function is called. */
	listen(heard: (event: HostEvent) => void): () => void;
	/** The newest, oldest first. */
	recent(): readonly HostEvent[];
	readonly lastSeq: number;
}

/** How many a reconnecting engine can ask for, and a test look back on. */
const KEPT = 2_000;

export function createEventLog(now: () => number): EventLog {
	const listeners = new Set<(event: HostEvent) => void>();
	let kept: HostEvent[] = [];
	let lastSeq = 0;
	return {
		emit(record, action) {
			lastSeq += 1;
			const event: ContainerEvent = {
				kind: "container",
				action,
				id: record.id,
				leaseId: record.leaseId,
				service: record.service,
				index: record.index,
				generation: record.generation,
				exitCode: action === "die" ? record.exitCode : null,
				health: action === "health" && (record.health === "healthy" || record.health === "unhealthy") ? record.health : null,
				at: new Date(now()).toISOString(),
			};
			const entry = { seq: lastSeq, installation: record.installation, event };
			kept.push(entry);
			if (kept.length > KEPT * 2) kept = kept.slice(-KEPT);
			for (const heard of listeners) heard(entry);
		},
		listen(heard) {
			listeners.add(heard);
			return () => void listeners.delete(heard);
		},
		recent: () => kept.slice(-KEPT),
		get lastSeq() {
			return lastSeq;
		},
	};
}
