import { AppError } from "@berth/core";
import type { ContainerGroup } from "../engine.ts";
import type { ExecGroup } from "../exec-group.ts";
import type { ContainerObservation } from "../observation.ts";
import { type ProbeState, toldOf } from "../readiness/index.ts";
import { hangBell } from "./bell.ts";
import { type Connection, refuseUnreachable } from "./calls.ts";
import { type ContainerRecord, observeContainer } from "./container-record.ts";
import { watchContainer } from "./lifecycle.ts";
import { endOf, linesFrom } from "./output.ts";
import { probeRecord } from "./probes.ts";
import { nowMs } from "./world.ts";

type WaitOptions = Parameters<ContainerGroup["waitReady"]>[1];

const TAIL_LINES = 50;

/** Looks again at each change of the container; timers run only for the settling time and the bound. */
export async function waitReady(
	connection: Connection,
	{ record, exec }: { readonly record: ContainerRecord; readonly exec: ExecGroup["run"] },
	options: WaitOptions,
	signal: AbortSignal,
): Promise<ContainerObservation> {
	const { clock, world } = connection;
	const done = new AbortController();
	const until = AbortSignal.any([done.signal, signal]);
	const after = (ms: number, act: () => void) => void clock.sleep(ms, until).then(act, () => undefined);
	const bell = hangBell(connection, signal, [(ring) => watchContainer(record, ring), world.daemon.listen]);
	const spec = record.made?.made.readiness;
	const prober = spec ? probeRecord(connection, record, spec, { exec, changed: bell.ring }) : null;
	let late = false;
	let settling = false;
	after(options.timeoutMs, () => {
		late = true;
		bell.ring();
	});
	try {
		for (;;) {
			refuseUnreachable(connection);
			const seen = observeContainer(record);
			options.onAttempt?.(seen);
			const probed = prober?.look(seen) ?? null;
			if (probed?.error) throw probed.error;
			const restMs = restToReady(record, options.settleMs, nowMs(world), probed);
			if (restMs === 0) return seen;
			if (late || record.health === "unhealthy" || probed?.verdict === "failed") throw notReady(record, toldOf(prober, seen));
			if (restMs !== null && !settling) {
				settling = true;
				after(restMs, () => {
					settling = false;
					bell.ring();
				});
			}
			await bell.wait();
		}
	} finally {
		prober?.stop();
		bell.hangUp();
		done.abort();
	}
}

/**
 * Returns 0 when it is ready, how long it must go on running when time decides, null when only a change can.
 *
 * Errors  INSTANCE_EXITED, NOT_FOUND.
 */
function restToReady(record: ContainerRecord, settleMs: number, atMs: number, probed: ProbeState | null): number | null {
	if (record.phase === "gone") throw new AppError("NOT_FOUND", { data: { container: record.id } });
	if (record.phase === "exited") {
		const { exitCode, oomKilled } = record;
		throw new AppError("INSTANCE_EXITED", { data: { exitCode, oomKilled, logTail: tailOf(record) } });
	}
	if (record.phase !== "running") return null;
	if ((record.hasHealthCheck && record.health !== "healthy") || (probed !== null && probed.verdict !== "ready")) return null;
	if (record.hasHealthCheck || probed !== null) return 0;
	return Math.max(0, settleMs - (atMs - (record.startedAtMs ?? 0)));
}

const notReady = ({ health, healthOutput, ...rest }: ContainerRecord, readiness: object | null): AppError =>
	new AppError("NOT_READY", { data: { health, healthOutput, ...(readiness ? { readiness } : {}), logTail: tailOf(rest) } });

const tailOf = (record: Pick<ContainerRecord, "output">): string[] =>
	linesFrom(record.output, endOf(record.output) - TAIL_LINES).map((line) => line.text);
