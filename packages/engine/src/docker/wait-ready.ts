import { AppError, systemClock } from "@berth/core";
import type { ContainerGroup } from "../engine.ts";
import type { ExecGroup } from "../exec-group.ts";
import { label } from "../labels.ts";
import type { ContainerObservation } from "../observation.ts";
import { type Prober, type ProbeState, probeContainer, type ReadinessSpec, readReadiness, toldOf } from "../readiness/index.ts";
import { createContainerBell } from "./container-bell.ts";
import type { Context } from "./context.ts";
import type { EventHub } from "./event-hub.ts";
import { inspectContainer } from "./inspect.ts";
import { readTail } from "./logs.ts";
import { toContainerObservation } from "./to-observation.ts";
import { aborted } from "./within.ts";

type WaitOptions = Parameters<ContainerGroup["waitReady"]>[1];

/** Lines of log that a failure brings along. */
const TAIL_LINES = 50;

export async function waitReady(
	context: Context,
	parts: { readonly hub: EventHub; readonly exec: ExecGroup["run"] },
	id: string,
	options: WaitOptions,
	signal: AbortSignal,
): Promise<ContainerObservation> {
	const { limits, closing } = context;
	const deadline = systemClock.monotonicMs() + options.timeoutMs;
	const bell = createContainerBell(parts.hub, id, [signal, closing]);
	let prober: Prober | null | undefined;
	try {
		for (;;) {
			bell.quiet();
			const found = await inspectContainer(context.daemon, id, signal);
			if (!found) throw new AppError("NOT_FOUND", { data: { container: id } });
			const seen = toContainerObservation(found);
			bell.listenTo(seen.id);
			options.onAttempt?.(seen);
			prober ??= openProber(readReadiness(found.Config.Labels[label.readiness]), parts.exec, bell.ring);
			const probed = prober?.look(seen) ?? null;
			if (probed?.error) throw probed.error;
			const verdict = judge(seen, options.settleMs, Date.now(), probed);
			if (verdict.kind === "ready") return seen;
			const leftMs = deadline - systemClock.monotonicMs();
			const code = verdict.kind === "failed" ? verdict.code : "NOT_READY";
			if (verdict.kind === "failed" || leftMs <= 0) throw await failure(context, code, seen, toldOf(prober, seen), signal);
			await bell.wait(Math.min(leftMs, verdict.lookAgainMs ?? limits.readyPollMs));
			if (signal.aborted || closing.aborted) throw aborted("containers.waitReady");
		}
	} finally {
		prober?.stop();
		bell.hangUp();
	}
}

const openProber = (spec: ReadinessSpec | null, exec: ExecGroup["run"], changed: () => void): Prober | null =>
	spec && probeContainer(spec, { exec, clock: systemClock, changed });

type Readiness =
	| { readonly kind: "ready" }
	| { readonly kind: "failed"; readonly code: "INSTANCE_EXITED" | "NOT_READY" }
	/** `lookAgainMs`: when time alone decides; null when only a change can. */
	| { readonly kind: "waiting"; readonly lookAgainMs: number | null };

/**
 * What an observation means for readiness, with what its probe found where it has one. A check counts as failed when the daemon has
 * used up its retries, not before.
 */
export function judge(
	seen: ContainerObservation,
	settleMs: number,
	nowMs: number,
	probed: Pick<ProbeState, "verdict"> | null = null,
): Readiness {
	if (seen.phase === "exited" || seen.phase === "dead" || seen.phase === "stopping") return { kind: "failed", code: "INSTANCE_EXITED" };
	if (seen.phase !== "running") return { kind: "waiting", lookAgainMs: null };
	if (seen.health === "unhealthy" || probed?.verdict === "failed") return { kind: "failed", code: "NOT_READY" };
	if (seen.health === "starting" || probed?.verdict === "waiting") return { kind: "waiting", lookAgainMs: null };
	if (seen.health === "healthy" || probed?.verdict === "ready") return { kind: "ready" };
	const ranMs = nowMs - Date.parse(seen.startedAt ?? "");
	const leftMs = settleMs - (Number.isFinite(ranMs) ? Math.max(0, ranMs) : 0);
	return leftMs <= 0 ? { kind: "ready" } : { kind: "waiting", lookAgainMs: leftMs };
}

async function failure(
	context: Context,
	code: "INSTANCE_EXITED" | "NOT_READY",
	seen: ContainerObservation,
	readiness: object | null,
	signal: AbortSignal,
): Promise<AppError> {
	const logTail = (await readTail(context, seen.id, TAIL_LINES, signal)).map(({ text }) => text);
	const { exitCode, oomKilled, health, healthOutput } = seen;
	if (code === "INSTANCE_EXITED") return new AppError(code, { data: { exitCode, oomKilled, logTail } });
	return new AppError(code, { data: { health, healthOutput, ...(readiness ? { readiness } : {}), logTail } });
}
