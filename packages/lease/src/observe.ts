import type { LeaseState, MachineEvent } from "@berth/core";

/** Where the rules write what happened. Fields are data, the message is constant. */
export interface Log {
	debug(fields: object, message: string): void;
	info(fields: object, message: string): void;
	warn(fields: object, message: string): void;
	error(fields: object, message: string): void;
}

/** What the rules count. Labels are closed sets; no ids. */
export interface LeaseMetrics {
	moved(from: LeaseState | null, to: LeaseState, event: MachineEvent): void;
	worked(work: string, outcome: string, durationMs: number): void;
	refusedMessage(): void;
	panicked(): void;
	claimLost(): void;
	drift(kind: string): void;
}

const ignore = () => undefined;
export const noMetrics: LeaseMetrics = {
	moved: ignore,
	worked: ignore,
	refusedMessage: ignore,
	panicked: ignore,
	claimLost: ignore,
	drift: ignore,
};
export const noLog: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
