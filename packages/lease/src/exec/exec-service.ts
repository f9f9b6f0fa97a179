import type { ExecExit, ExecOpened, ExecRunInput, ExecTicketInput, ExecTimes, Millis, SessionEnd, TerminalSize } from "@berth/core";
import type { ExecOutput, ExecResult } from "@berth/engine";
import type { Caller } from "../service.ts";

/** Sessions in containers: who may have one, for how long, and what is written down of them. */
export interface ExecService {
	/**
	 * Whether a session could be opened there now.
	 *
	 * Errors  NOT_FOUND, also for another tenant's lease and an instance that is not there; INVALID_STATE (`data.state`,
	 *         `data.instance`) where nothing runs; UNSUPPORTED (`data.node`) for a lease on a node that this process sees nothing of;
	 *         RATE_LIMITED (`data.which`, `data.max`) when too many are open.
	 */
	check(caller: Caller, place: ExecPlace): Promise<void>;
	/**
	 * Opens one. It is written down before anything runs. `mayStill` is asked each minute: that it throws FORBIDDEN, UNAUTHENTICATED
	 * or NOT_FOUND ends the session, and whatever else says nothing.
	 *
	 * Errors  those of `check`; UNSUPPORTED (`data.tried`) when a shell is wanted and there is none.
	 */
	open(caller: Caller, wish: ExecTicketInput, mayStill: () => Promise<unknown>, signal: AbortSignal): Promise<OpenSession>;
	/** Runs a program to its end and gives what it said. A code other than 0 is a result. Errors  those of `check`. */
	run(caller: Caller, input: ExecRunInput, signal: AbortSignal): Promise<ExecResult>;
	/** Ends all of them and takes no more. */
	close(): Promise<void>;
}

export type ExecPlace = Pick<ExecTicketInput, "leaseId" | "service" | "index">;

export interface OpenSession {
	readonly opened: ExecOpened;
	/** What the program prints, once; while nobody takes it the program waits. It must be read for the program's end to be noticed. */
	readonly output: AsyncIterable<ExecOutput>;
	/** Resolves when it may be given more. */
	write(bytes: Uint8Array): Promise<void>;
	end(): void;
	resize(size: TerminalSize): Promise<void>;
	times(): ExecTimes;
	/** Its user goes. */
	leave(): void;
	/** How it ended, once it has. */
	readonly ended: Promise<ExecExit>;
}

export interface ExecLimits {
	/** Nothing typed at a terminal, or nothing said in either direction at none, for so long ends a session. */
	readonly idleMs: Millis;
	/** No session lasts longer. */
	readonly wholeMs: Millis;
	/** Between two looks at whether its user still may. */
	readonly recheckMs: Millis;
	/** How many may be open at a time in this process: for one lease, for one tenant, in all. */
	readonly perLease: number;
	readonly perTenant: number;
	readonly inAll: number;
}

/** What is counted. */
export interface ExecMetrics {
	began(): void;
	ended(because: SessionEnd): void;
}
