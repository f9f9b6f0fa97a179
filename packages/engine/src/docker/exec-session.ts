import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { Call } from "../call.ts";
import type { ExecOutput, ExecSession } from "../exec-group.ts";
import { createFrameReader } from "./frame-reader.ts";
import { hangUp } from "./hang-up.ts";
import { fromThrown } from "./translate-error.ts";
import { settles } from "./within.ts";

/** What the daemon is asked about a program beside its stream. */
export interface Ask {
	look(call: Call): Promise<{
		readonly Running: boolean;
		readonly ExitCode: number | null;
		readonly Pid?: number | null | undefined;
		readonly ContainerID: string;
	}>;
	resize: ExecSession["resize"];
}

/** What a person presses to give up what goes on and to say that there is no more: shells leave at that. */
const INTERRUPT = 3;
const END_OF_INPUT = 4;
/** Time for a farewell to be taken; a program that does not read has no use for more. */
const FAREWELL_MS = 500;
const BEGIN_MS = 5_000;
const LOOK_AGAIN_MS = 20;

/** A program of which the daemon gave us the stream. */
export function talk(stream: Duplex, tty: boolean, ask: Ask, callMs: number): ExecSession {
	let hasEnded = false;
	let gone: Promise<void> | null = null;
	let draining: Promise<void> | null = null;
	// An error is told to whoever reads; nobody may.
	stream.on("error", () => undefined);
	const write = (bytes: Uint8Array): Promise<void> => {
		if (hasEnded || stream.destroyed || !stream.writable) return Promise.resolve();
		if (stream.write(bytes)) return Promise.resolve();
		// However many wait, one listens.
		draining ??= drained(stream).finally(() => {
			draining = null;
		});
		return draining;
	};
	const leave = async () => {
		// The daemon ends no program for us, and at a terminal does not even tell it that we left.
		if (tty) await settles(write(Uint8Array.of(INTERRUPT, END_OF_INPUT)), FAREWELL_MS);
		hasEnded = true;
		stream.destroy();
		const call = { signal: AbortSignal.timeout(callMs) };
		// The stream is there a moment before the program is.
		for (const untilMs = performance.now() + BEGIN_MS; performance.now() < untilMs; await sleep(LOOK_AGAIN_MS)) {
			const { Running: runs, ExitCode: code, Pid: pid, ContainerID: containerId } = await ask.look(call);
			if (runs && pid) return hangUp(pid, containerId);
			if (!runs && code !== null) return;
		}
	};
	return {
		output: tty ? asOne(stream) : apart(stream),
		write,
		end() {
			if (tty) void write(Uint8Array.of(END_OF_INPUT));
			else if (!hasEnded && stream.writable) stream.end();
			hasEnded ||= !tty;
		},
		async resize(size, call) {
			if (tty) await ask.resize(size, call);
		},
		async exitCode(call) {
			const { Running: runs, ExitCode: code } = await ask.look(call);
			return runs ? null : code;
		},
		// A container that is gone has nothing of ours any more; an engine that is silent has what it will have.
		[Symbol.asyncDispose]: () => (gone ??= leave().catch(() => undefined)),
	};
}

async function* asOne(stream: Duplex): AsyncGenerator<ExecOutput, void, undefined> {
	try {
		for await (const bytes of stream) yield { stream: "stdout", bytes: bytes as Uint8Array };
	} catch (error) {
		throw fromThrown(error, "exec.open");
	}
}

async function* apart(stream: Duplex): AsyncGenerator<ExecOutput, void, undefined> {
	const frames = createFrameReader();
	try {
		for await (const chunk of stream) for (const { stream: from, bytes } of frames.push(chunk)) yield { stream: from, bytes };
	} catch (error) {
		throw fromThrown(error, "exec.open");
	}
}

const drained = (stream: Duplex): Promise<void> =>
	new Promise((resolve) => {
		const done = () => {
			stream.off("drain", done);
			stream.off("close", done);
			resolve();
		};
		stream.once("drain", done);
		stream.once("close", done);
	});
