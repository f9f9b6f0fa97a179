import { asError, type Clock, type ExecExit, type ExecOpened, isAppError, type LeaseId, SECOND } from "@berth/core";
import type { Stores } from "@berth/db";
import type { Log } from "../observe.ts";
import type { Caller } from "../service.ts";

/** Writes down that there was a session, whose, and how it ended; never what went through it, nor a program's arguments. */
export interface SessionRecorder {
	/** Errors  those of the database: what cannot be written down does not begin. */
	opened(caller: Caller, leaseId: LeaseId, session: ExecOpened): Promise<void>;
	/** Tries for a while: it has ended all the same. */
	ended(caller: Caller, leaseId: LeaseId, session: ExecOpened, exit: ExecExit): Promise<void>;
}

const TRIES = 5;

/** In the log of the lease and, where the caller is audited, in that log with it. */
export function createSessionRecorder(leases: Pick<Stores["leases"], "change">, clock: Clock, log: Log): SessionRecorder {
	const write = async (caller: Caller, leaseId: LeaseId, session: ExecOpened, exit: ExecExit | null) => {
		const { opened, ...body } = { ...session, opened: exit === null };
		await leases.change(
			leaseId,
			caller.scope,
			null,
			() => ({
				result: null,
				change: {
					events: [
						{
							actor: caller.label,
							operationId: null,
							body: { type: "session", what: opened ? "opened" : "ended", ...body, ...exit },
						},
					],
				},
			}),
			caller.audit,
		);
	};
	return {
		opened: (caller, leaseId, session) => write(caller, leaseId, session, null),
		async ended(caller, leaseId, session, exit) {
			for (let tries = 1; ; tries += 1) {
				try {
					return await write(caller, leaseId, session, exit);
				} catch (err) {
					if (tries === TRIES || isAppError(err, "NOT_FOUND")) {
						log.warn(
							{ op: "exec.record", leaseId, sessionId: session.sessionId, err: asError(err) },
							"the end of a session was not written down",
						);
						return;
					}
				}
				await clock.sleep(SECOND);
			}
		},
	};
}
