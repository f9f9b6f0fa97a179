import { AppError, systemClock } from "@berth/core";
import type { ContainerGroup } from "../engine.ts";
import type { ContainerObservation } from "../observation.ts";
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
	hub: EventHub,
	id: string,
	options: WaitOptions,
	signal: AbortSignal,
): Promise<ContainerObservation> {
	const { limits, closing } = context;
	const deadline = systemClock.monotonicMs() + options.timeoutMs;
	const bell = createBell(hub, id, [signal, closing]);
	try {
		for (;;) {
			bell.quiet();
			const found = await inspectContainer(context.daemon, id, signal);
			if (!found) throw new AppError("NOT_FOUND", { data: { container: id } });
			const seen = toContainerObservation(found);
			bell.listenTo(seen.id);
			options.onAttempt?.(seen);
			const verdict = judge(seen, options.settleMs, Date.now());
			if (verdict.kind === "ready") return seen;
			if (verdict.kind === "failed") throw await failure(context, verdict.code, seen, signal);
			const leftMs = deadline - systemClock.monotonicMs();
			if (leftMs <= 0) throw await failure(context, "NOT_READY", seen, signal);
			await bell.wait(Math.min(leftMs, verdict.lookAgainMs ?? limits.readyPollMs));
			if (signal.aborted || closing.aborted) throw aborted("containers.waitReady");
		}
	} finally {
		bell.hangUp();
	}
}

type Readiness =
	| { readonly kind: "ready" }
	| { readonly kind: "failed"; readonly code: "INSTANCE_EXITED" | "NOT_READY" }
	/** `lookAgainMs`: when time alone decides; null when only a change can. */
	| { readonly kind: "waiting"; readonly lookAgainMs: number | null };

/** What an observation means for readiness. A check counts as failed when the daemon has used up its retries, not before. */
export function judge(seen: ContainerObservation, settleMs: number, nowMs: number): Readiness {
	if (seen.phase === "exited" || seen.phase === "dead" || seen.phase === "stopping") return { kind: "failed", code: "INSTANCE_EXITED" };
	if (seen.phase !== "running") return { kind: "waiting", lookAgainMs: null };
	if (seen.health === "healthy") return { kind: "ready" };
	if (seen.health === "unhealthy") return { kind: "failed", code: "NOT_READY" };
	if (seen.health === "starting") return { kind: "waiting", lookAgainMs: null };
	const ranMs = nowMs - Date.parse(seen.startedAt ?? "");
	const leftMs = settleMs - (Number.isFinite(ranMs) ? Math.max(0, ranMs) : 0);
	return leftMs <= 0 ? { kind: "ready" } : { kind: "waiting", lookAgainMs: leftMs };
}

async function failure(
	context: Context,
	code: "INSTANCE_EXITED" | "NOT_READY",
	seen: ContainerObservation,
	signal: AbortSignal,
): Promise<AppError> {
	const logTail = (await readTail(context, seen.id, TAIL_LINES, signal)).map(({ text }) => text);
	const { exitCode, oomKilled, health, healthOutput } = seen;
	return new AppError(code, { data: code === "NOT_READY" ? { health, healthOutput, logTail } : { exitCode, oomKilled, logTail } });
}

/** Rings when something happened to the container, or when events may have been lost; rung meanwhile, the next wait is none. */
function createBell(hub: EventHub, idOrName: string, signals: readonly AbortSignal[]) {
	let id = idOrName;
	let isRung = false;
	let wake: () => void = () => undefined;
	const ring = () => {
		isRung = true;
		wake();
	};
	const stop = hub.listen((message) => {
		if (message.kind !== "container" || message.id === id) ring();
	});
	for (const signal of signals) signal.addEventListener("abort", ring, { once: true });
	return {
		listenTo(found: string) {
			id = found;
		},
		quiet() {
			isRung = false;
		},
		async wait(ms: number) {
			if (isRung || signals.some(({ aborted }) => aborted)) return;
			const { promise, resolve } = Promise.withResolvers<void>();
			const timer = setTimeout(resolve, ms);
			wake = resolve;
			await promise;
			clearTimeout(timer);
		},
		hangUp() {
			stop();
			for (const signal of signals) signal.removeEventListener("abort", ring);
		},
	};
}
