import { AppError, asError, type Clock, isAppError, type Millis, SECOND } from "@berth/core";
import { broken, type PreflightResult, toResult, type Verdict } from "@berth/engine";
import type { Log } from "@berth/lease";

/** Looks at what the service itself stands on; the engine's own checks look at the host. */
export interface ApiCheck {
	readonly id: string;
	readonly title: string;
	judge(signal: AbortSignal): Verdict | Promise<Verdict>;
}

const CHECK_MS: Millis = 10 * SECOND;

/** Runs the checks side by side, each in its own time. One that breaks is a warning and never the end of the others. */
export function runApiChecks(
	checks: readonly ApiCheck[],
	{ clock, log, checkMs = CHECK_MS }: { readonly clock: Clock; readonly log: Log; readonly checkMs?: Millis },
	signal: AbortSignal,
): Promise<PreflightResult[]> {
	return Promise.all(
		checks.map(async (check) => {
			const begunAt = performance.now();
			const verdict = await judgeInTime(check, checkMs, signal).catch((error: unknown): Verdict => {
				if (!isAppError(error)) log.warn({ op: "preflight", check: check.id, err: asError(error) }, "a check failed");
				const remedy = "Run the checks again; if it stays, look into the log.";
				return broken(isAppError(error) ? error.message : "the check itself broke", remedy);
			});
			return toResult(check, verdict, { durationMs: performance.now() - begunAt, checkedAt: clock.now() });
		}),
	);
}

/** The caller is freed when the time is over, whatever the check does then. Errors  TIMEOUT, ABORTED. */
async function judgeInTime(check: ApiCheck, ms: Millis, caller: AbortSignal): Promise<Verdict> {
	const end = new AbortController();
	const { promise: givenUp, reject } = Promise.withResolvers<never>();
	const giveUp = (error: AppError) => {
		reject(error);
		end.abort(error);
	};
	const onAbort = () => giveUp(new AppError("ABORTED", { data: { op: `preflight.${check.id}` } }));
	const timer = setTimeout(() => giveUp(new AppError("TIMEOUT", { data: { op: `preflight.${check.id}`, afterMs: ms } })), ms);
	caller.addEventListener("abort", onAbort, { once: true });
	if (caller.aborted) onAbort();
	const judging = (async () => check.judge(end.signal))();
	try {
		return await Promise.race([givenUp, judging]);
	} finally {
		// A check that was given up may still fail later, and nobody is told twice.
		judging.catch(() => undefined);
		clearTimeout(timer);
		caller.removeEventListener("abort", onAbort);
	}
}
