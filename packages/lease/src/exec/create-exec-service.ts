import { AppError, asError, type Clock, type ExecExit, type ExecOpened, newId, toAppError } from "@berth/core";
import type { Stores } from "@berth/db";
import type { Engine } from "@berth/engine";
import { createHintHub } from "../feed/hint-hub.ts";
import type { Log } from "../observe.ts";
import { createDirectory } from "../queries/directory.ts";
import type { Caller } from "../service.ts";
import { logWideEvent, noteFailure, type WideEvent } from "../wide-event.ts";
import type { ExecLimits, ExecMetrics, ExecPlace, ExecService } from "./exec-service.ts";
import type { ExecTools } from "./exec-tools.ts";
import { createShellFinder } from "./find-shell.ts";
import { type ExecTarget, findTarget } from "./find-target.ts";
import { createSessionRecorder } from "./record-session.ts";
import { type RunningSession, runSession } from "./run-session.ts";
import { createSessionRoom } from "./session-room.ts";

export interface ExecServiceOptions {
	readonly stores: Stores;
	readonly engine: Pick<Engine, "exec" | "containers">;
	/** The node whose containers the engine shows, by name; it shows all of them when absent. */
	readonly engineNode?: string;
	readonly clock: Clock;
	readonly log: Log;
	readonly metrics: ExecMetrics;
	readonly limits: ExecLimits;
}

const OUTPUT_BYTES_MAX = 262_144;

/** Puts sessions together: their place, their program, what is written down, and what ends them. */
export function createExecService(options: ExecServiceOptions): ExecService {
	const { stores, engine, clock, log, metrics, limits } = options;
	const tools: ExecTools = {
		...options,
		engineNode: options.engineNode ?? null,
		directory: createDirectory(stores, clock),
		hub: createHintHub(stores, clock),
		room: createSessionRoom(limits),
		recorder: createSessionRecorder(stores.leases, clock, log),
	};
	const shellOf = createShellFinder(engine);
	const open = new Set<RunningSession>();
	const ending = new Set<Promise<void>>();
	const closing = new AbortController();

	/** Takes a place and writes down that it is taken; what is returned gives it back and writes down how it ended. */
	const begin = async (
		caller: Caller,
		place: ExecPlace,
		how: { readonly argv: readonly string[] | undefined; readonly terminal: boolean },
		signal: AbortSignal,
	) => {
		if (closing.signal.aborted) throw new AppError("ABORTED", { message: "Berth is being restarted." });
		const target = await findTarget(tools, caller, place);
		const leaveRoom = tools.room.enter({ leaseId: target.lease.id, tenantId: target.lease.tenantId });
		const begunMs = clock.monotonicMs();
		try {
			const argv = how.argv ?? [await shellOf(target.containerId, signal)];
			const { service, index } = place;
			const opened: ExecOpened = { sessionId: newId(), service, index, program: programOf(argv), terminal: how.terminal };
			await tools.recorder.opened(caller, place.leaseId, opened);
			metrics.began();
			const end = async (exit: ExecExit, err?: unknown) => {
				leaveRoom();
				metrics.ended(exit.because);
				tell(log, opened, { target, exit, durationMs: Math.round(clock.monotonicMs() - begunMs), err });
				await tools.recorder.ended(caller, place.leaseId, opened, exit);
			};
			return { target, argv, opened, end };
		} catch (err) {
			leaveRoom();
			throw err;
		}
	};
	const later = (work: Promise<void>) => {
		const known = work.catch((err: unknown) => log.error({ op: "exec.end", err: asError(err) }, "a session did not end well"));
		ending.add(known);
		void known.finally(() => ending.delete(known));
	};

	return {
		async check(caller, place) {
			const { lease } = await findTarget(tools, caller, place);
			tools.room.check({ leaseId: lease.id, tenantId: lease.tenantId });
		},
		async open(caller, wish, mayStill, signal) {
			const bounded = AbortSignal.any([signal, closing.signal]);
			const { target, argv, opened, end } = await begin(caller, wish, { argv: wish.argv, terminal: wish.size !== null }, bounded);
			try {
				const env = opened.terminal ? { TERM: "xterm-256color" } : {};
				const program = await engine.exec.open(target.containerId, { argv, env, size: wish.size }, { signal });
				const session = runSession(tools, { opened, caller, leaseId: wish.leaseId, containerId: target.containerId, program, mayStill });
				open.add(session);
				const over = async () => {
					const exit = await session.ended;
					open.delete(session);
					await Promise.all([program[Symbol.asyncDispose](), end(exit)]);
				};
				later(over());
				if (closing.signal.aborted) session.stop("shutdown");
				if (signal.aborted) session.leave();
				else signal.addEventListener("abort", session.leave, { once: true });
				return session;
			} catch (err) {
				later(end({ exitCode: null, because: signal.aborted ? "left" : "failed" }, err));
				throw err;
			}
		},
		async run(caller, { input, timeoutMs, argv, ...place }, signal) {
			const bounded = AbortSignal.any([signal, closing.signal]);
			const { target, end } = await begin(caller, place, { argv, terminal: false }, bounded);
			try {
				const given = input === undefined ? {} : { input: new TextEncoder().encode(input) };
				const options = { argv, timeoutMs, bytesMax: OUTPUT_BYTES_MAX, ...given };
				const result = await engine.exec.run(target.containerId, options, { signal: bounded });
				await end({ exitCode: result.exitCode, because: result.timedOut ? "timed_out" : "exited" });
				return result;
			} catch (err) {
				later(end({ exitCode: null, because: closing.signal.aborted ? "shutdown" : signal.aborted ? "left" : "failed" }, err));
				throw err;
			}
		},
		async close() {
			closing.abort();
			for (const session of open) session.stop("shutdown");
			await Promise.all(ending);
		},
	};
}

const NAME_CHARS_MAX = 100;

/** The program's own name: arguments may hold what is nobody else's business. */
const programOf = (argv: readonly string[]): string => (argv[0] ?? "").slice(0, NAME_CHARS_MAX).toWellFormed();

interface Told {
	readonly target: ExecTarget;
	readonly exit: ExecExit;
	readonly durationMs: number;
	readonly err: unknown;
}

function tell(log: Log, { sessionId, service, index, terminal }: ExecOpened, { target, exit, durationMs, err }: Told): void {
	const { id: leaseId, tenantId } = target.lease;
	const event: WideEvent & Record<string, unknown> = {
		op: "exec.session",
		kind: "inbound",
		ok: true,
		leaseId,
		tenantId,
		sessionId,
		service,
		index,
		terminal,
		...exit,
		durationMs,
	};
	if (err !== undefined) noteFailure(event, toAppError(err));
	logWideEvent(log, event);
}
