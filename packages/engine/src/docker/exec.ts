import type { Duplex } from "node:stream";
import { AppError, isAppError, systemClock } from "@berth/core";
import { z } from "zod";
import type { ContainerGroup, LogGroup } from "../engine.ts";
import type { ExecGroup, ExecOptions, ExecResult } from "../exec-group.ts";
import { runToExit } from "../run-to-exit.ts";
import { assertSafeName } from "../safe-names.ts";
import type { Context } from "./context.ts";
import { parse } from "./daemon.ts";
import { type Ask, talk } from "./exec-session.ts";
import { createFrameReader } from "./frame-reader.ts";
import { inspectContainer, refuseForeign } from "./inspect.ts";
import { toEnv } from "./to-create-options.ts";
import { fromThrown } from "./translate-error.ts";
import { created } from "./wire.ts";
import { within } from "./within.ts";

const execInspect = z.object({
	Running: z.boolean(),
	ExitCode: z.number().nullable(),
	Pid: z.number().nullish(),
	ContainerID: z.string(),
});

export function createExec(context: Context, groups: { readonly containers: ContainerGroup; readonly logs: LogGroup }): ExecGroup {
	const { daemon, limits, closing } = context;

	const create = async (id: string, options: ExecOptions, how: { readonly tty: boolean; readonly stdin: boolean }, signal: AbortSignal) => {
		if (options.argv.length === 0) throw new AppError("BAD_INPUT", { message: "An exec needs a program." });
		const found = await inspectContainer(daemon, assertSafeName(id), signal);
		if (!found) throw new AppError("NOT_FOUND", { data: { container: id } });
		refuseForeign(found, context.installation);
		const op = "exec.create";
		const body = {
			AttachStdin: how.stdin,
			AttachStdout: true,
			AttachStderr: true,
			Tty: how.tty,
			Cmd: [...options.argv],
			Env: toEnv(options.env ?? {}),
			...(options.user ? { User: options.user } : {}),
			...(options.workingDir ? { WorkingDir: options.workingDir } : {}),
		};
		const answer = await daemon.call({
			op,
			method: "POST",
			path: `/containers/${found.Id}/exec`,
			body,
			signal,
			secrets: Object.values(options.env ?? {}),
		});
		return parse(created, answer.body, op).Id;
	};
	const start = (execId: string, tty: boolean, signal: AbortSignal): Promise<Duplex> =>
		daemon.hijack({ op: "exec.start", method: "POST", path: `/exec/${execId}/start`, body: { Detach: false, Tty: tty }, signal });
	const look = async (execId: string, signal: AbortSignal) => {
		const op = "exec.inspect";
		return parse(execInspect, (await daemon.call({ op, method: "GET", path: `/exec/${execId}/json`, signal })).body, op);
	};

	return {
		async run(id, options, { signal }) {
			const execId = await create(id, options, { tty: false, stdin: options.input !== undefined }, signal);
			const output = createOutput(options.bytesMax ?? limits.execBytes);
			const timedOut = await within({ op: "exec.run", ms: options.timeoutMs, signals: [signal, closing] }, async (bounded) => {
				const stream = await start(execId, false, bounded);
				await readAll(stream, options.input, output.add);
				return false;
			}).catch((error: unknown) => {
				if (isAppError(error, "TIMEOUT")) return true;
				throw error;
			});
			const { Running: runs, ExitCode: code } = await look(execId, signal);
			return { ...output.take(), exitCode: runs ? null : code, timedOut, mayStillRun: runs };
		},
		async open(id, options, { signal }) {
			const tty = options.size !== null;
			const execId = await create(id, options, { tty, stdin: true }, signal);
			const stream = await start(execId, tty, signal);
			const ask: Ask = {
				look: (call) => look(execId, call.signal),
				async resize({ columns, rows }, call) {
					const query = { w: columns, h: rows };
					await daemon.call({ op: "exec.resize", method: "POST", path: `/exec/${execId}/resize`, query, signal: call.signal });
				},
			};
			const session = talk(stream, tty, ask, limits.callMs);
			try {
				if (options.size) await session.resize(options.size, { signal });
			} catch (error) {
				// A program that is over already has no terminal.
				if (!isAppError(error, "NOT_FOUND", "CONFLICT", "ENGINE_FAILED")) {
					await session[Symbol.asyncDispose]();
					throw error;
				}
			}
			return session;
		},
		runToExit: (spec, { bytesMax = limits.execBytes, timeoutMs }, call) =>
			runToExit({ ...groups, clock: systemClock, removeMs: limits.removeMs }, spec, { bytesMax, timeoutMs }, call),
	};
}

/** Sends the input and reads to the end. The input's end must be sent, or a program that reads it waits for ever. */
async function readAll(
	stream: Duplex,
	input: Uint8Array | undefined,
	add: (stream: "stdout" | "stderr", bytes: Buffer) => void,
): Promise<void> {
	const frames = createFrameReader();
	try {
		if (input !== undefined) stream.end(input);
		for await (const chunk of stream) for (const { stream: from, bytes } of frames.push(chunk)) add(from, bytes);
	} catch (error) {
		throw fromThrown(error, "exec.run");
	} finally {
		stream.destroy();
	}
}

/** Keeps what fits and says whether something did not. */
function createOutput(bytesMax: number) {
	const pieces = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
	let left = bytesMax;
	let truncated = false;
	const text = (of: readonly Buffer[]) => Buffer.concat(of).toString("utf8");
	return {
		add(stream: "stdout" | "stderr", bytes: Buffer): void {
			const kept = bytes.subarray(0, left);
			truncated ||= kept.length < bytes.length;
			left -= kept.length;
			if (kept.length > 0) pieces[stream].push(kept);
		},
		take: (): Pick<ExecResult, "stdout" | "stderr" | "truncated"> => ({
			stdout: text(pieces.stdout),
			stderr: text(pieces.stderr),
			truncated,
		}),
	};
}
