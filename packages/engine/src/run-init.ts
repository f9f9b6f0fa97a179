import { AppError, type Clock, isAppError, type Millis } from "@berth/core";
import type { Call } from "./call.ts";
import type { ContainerGroup, LogGroup } from "./engine.ts";
import type { ContainerSpec } from "./spec.ts";
import type { ContainerExit, InitEnd, WaitExitGroup } from "./wait-exit-group.ts";

interface Parts {
	readonly containers: Pick<ContainerGroup, "ensure" | "inspect" | "start" | "remove">;
	readonly logs: Pick<LogGroup, "tail">;
	readonly waitExit: WaitExitGroup["waitExit"];
	readonly clock: Clock;
	/** What the removal of one that was given up may take; it happens although its caller has gone. */
	readonly removeMs: Millis;
}

const OP = "exits.runInit";
/** Lines of log that a failure brings along. */
const TAIL_LINES = 50;

/** Makes an init, runs it to exit 0 and leaves it standing, so that who looks later sees that it is done. */
export async function runInit(
	parts: Parts,
	asked: ContainerSpec,
	options: { readonly timeoutMs: Millis; readonly tries?: number },
	call: Call,
): Promise<InitEnd> {
	if (asked.ports.length > 0 || asked.ingress !== undefined) {
		throw new AppError("BAD_INPUT", { message: "An init serves nobody: it has no ports.", data: { field: "ports" } });
	}
	const { containers, logs, removeMs } = parts;
	const { id } = await containers.ensure({ ...asked, kind: "init" }, call);
	try {
		return await runUntilDone(parts, id, options, call);
	} catch (error) {
		if (!isAppError(error, "ABORTED", "TIMEOUT")) throw error;
		// It would go on by itself, beside whatever is done next.
		const own = { signal: AbortSignal.timeout(removeMs) };
		const logTail = isAppError(error, "TIMEOUT") ? await tailOf(logs, id, own).catch(() => []) : [];
		await containers.remove(id, own).catch(() => undefined);
		if (isAppError(error, "ABORTED")) throw error;
		throw new AppError("TIMEOUT", { data: { ...error.data, container: id, logTail }, cause: error });
	}
}

async function runUntilDone(
	{ containers, logs, waitExit, clock }: Parts,
	id: string,
	{ timeoutMs, tries: triesMax = 1 }: { readonly timeoutMs: Millis; readonly tries?: number },
	call: Call,
): Promise<InitEnd> {
	const deadline = clock.monotonicMs() + timeoutMs;
	const seen = await containers.inspect(id, call);
	if (seen.phase === "exited" && isDone(seen)) return { id, changed: false, finishedAt: seen.finishedAt };
	for (let tries = 1; ; tries++) {
		await containers.start(id, call);
		const leftMs = deadline - clock.monotonicMs();
		if (leftMs <= 0) throw new AppError("TIMEOUT", { data: { op: OP, afterMs: timeoutMs } });
		const end = await waitExit(id, { timeoutMs: leftMs }, call);
		if (isDone(end)) return { id, changed: true, finishedAt: end.finishedAt };
		if (tries < triesMax) continue;
		const { exitCode, oomKilled } = end;
		throw new AppError("INSTANCE_EXITED", { data: { container: id, exitCode, oomKilled, tries, logTail: await tailOf(logs, id, call) } });
	}
}

const isDone = ({ exitCode, oomKilled }: Pick<ContainerExit, "exitCode" | "oomKilled">): boolean => exitCode === 0 && !oomKilled;

const tailOf = async (logs: Parts["logs"], id: string, call: Call): Promise<string[]> =>
	(await logs.tail(id, TAIL_LINES, call)).map(({ text }) => text);
