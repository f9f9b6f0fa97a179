import {
	AppError,
	decodeExecFrame,
	type ErrorCode,
	EXEC_FRAME_BYTES_MAX,
	EXEC_WINDOW_BYTES,
	type ExecFrame,
	encodeExecFrame,
	SECOND,
	type TerminalSize,
	toAppError,
} from "@berth/core";
import type { OpenSession } from "@berth/lease";
import type { WebSocket } from "ws";
import { createWindow, type Window } from "./window.ts";

const PING_MS = 15 * SECOND;
/** One who has said nothing to three questions is not there any more. */
const SILENT_MS = 3 * PING_MS;
/** For the farewell of one who may not read any more. */
const FAREWELL_MS = 2 * SECOND;

/** Ends the connection of a session for a reason of ours; 4000 to 4999 are for an application's own use. */
const REFUSED = 4000;

/**
 * Carries one session over a WebSocket. Neither direction takes more than the other end gives off: while the client does not read, the
 * program waits, and while the program does not read, so does the client.
 *
 * Returns the code of what was refused, null of a session that ended as sessions do.
 */
export async function serveSession(client: WebSocket, open: (gone: AbortSignal) => Promise<OpenSession>): Promise<ErrorCode | null> {
	const gone = new AbortController();
	client.on("error", () => gone.abort());
	client.on("close", () => gone.abort());
	// What is typed too early waits in the connection.
	client.pause();
	const send = (frame: ExecFrame) => sendFrame(client, frame);
	try {
		const session = await open(gone.signal);
		const window = createWindow();
		const alive = keepAlive(client, session, send);
		takeInput(client, session, send, window, alive.heard);
		try {
			await send({ type: "opened", opened: session.opened });
			alive.ping();
			client.resume();
			const exit = await Promise.race([session.ended, giveOutput(session, send, window).then(() => session.ended)]);
			await Promise.race([send({ type: "exit", exit }), elapsed(FAREWELL_MS)]);
			part(client, 1000);
		} finally {
			alive.stop();
			session.leave();
		}
		return null;
	} catch (err) {
		const { code, message, data, rule } = toAppError(err);
		const failure = { code, message, data, retryable: rule.retryable };
		await Promise.race([send({ type: "error", error: failure }), elapsed(FAREWELL_MS)]);
		part(client, REFUSED);
		return code;
	}
}

type Send = (frame: ExecFrame) => Promise<void>;

/** Resolves when the connection has taken it, or takes nothing any more. */
const sendFrame = (client: WebSocket, frame: ExecFrame): Promise<void> =>
	new Promise((resolve) => {
		if (client.readyState !== client.OPEN) resolve();
		else client.send(encodeExecFrame(frame), () => resolve());
	});

async function giveOutput(session: OpenSession, send: Send, window: Window): Promise<void> {
	for await (const { stream, bytes } of session.output) {
		for (let at = 0; at < bytes.length; at += EXEC_FRAME_BYTES_MAX - 1) {
			const piece = bytes.subarray(at, at + EXEC_FRAME_BYTES_MAX - 1);
			await window.room(piece.length, session.ended);
			await send({ type: stream, bytes: piece });
		}
	}
}

function takeInput(client: WebSocket, session: OpenSession, send: Send, window: Window, heard: () => void): void {
	const resize = createResizer(session);
	/** Given by the client and not taken by the program yet; and taken, and not told to the client yet. */
	let waiting = 0;
	let taken = 0;
	const refuse = () => {
		session.leave();
		client.close(1002, "no frame");
	};
	const write = async (bytes: Uint8Array) => {
		waiting += bytes.length;
		if (waiting > EXEC_WINDOW_BYTES && window.isKept()) return refuse();
		// What it says of our output would wait behind its input, so only one that says nothing is held up like this.
		if (!window.isKept()) client.pause();
		await session.write(bytes);
		waiting -= bytes.length;
		taken += bytes.length;
		if (waiting === 0) client.resume();
		if (!window.isKept() || taken < EXEC_WINDOW_BYTES / 4) return;
		const told = taken;
		taken = 0;
		await send({ type: "ack", bytes: told });
	};
	client.on("message", (data: Buffer, isBinary) => {
		heard();
		const frame = isBinary ? decodeExecFrame(data) : null;
		if (frame?.type === "stdin") void write(frame.bytes).catch(() => session.leave());
		else if (frame?.type === "eof") session.end();
		else if (frame?.type === "resize") resize(frame.size);
		else if (frame?.type === "ack") window.acknowledge(frame.bytes);
		// Whoever speaks otherwise is no client of ours.
		else refuse();
	});
	client.on("pong", heard);
}

/** Of sizes that come faster than they are taken, the newest alone counts. */
function createResizer(session: OpenSession): (size: TerminalSize) => void {
	let wanted: TerminalSize | null = null;
	let isBusy = false;
	const work = async () => {
		isBusy = true;
		for (let size = wanted; size !== null; size = wanted) {
			wanted = null;
			await session.resize(size);
		}
		isBusy = false;
	};
	return (size) => {
		wanted = size;
		if (!isBusy) void work().catch(() => session.leave());
	};
}

function keepAlive(client: WebSocket, session: OpenSession, send: Send) {
	let heardMs = performance.now();
	const ping = () => {
		if (!client.isPaused && performance.now() - heardMs > SILENT_MS) return client.terminate();
		// One that does not read has enough to read.
		if (client.bufferedAmount > 0) return;
		void send({ type: "ping", times: session.times() });
		client.ping();
	};
	const timer = setInterval(ping, PING_MS);
	timer.unref();
	return {
		ping,
		heard() {
			heardMs = performance.now();
		},
		stop: () => clearInterval(timer),
	};
}

function part(client: WebSocket, status: number): void {
	client.resume();
	client.close(status);
	setTimeout(() => client.terminate(), FAREWELL_MS).unref();
}

const elapsed = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

export const notOurs = (): AppError => new AppError("FORBIDDEN", { message: "This ticket is over, was used, or is somebody else's." });
