import type { ErrorCode } from "../error-table.ts";
import type { SessionEnd, TerminalSize } from "./session.ts";

/** Where sessions are, and the words of `Sec-WebSocket-Protocol`: this one, and a ticket behind the other. */
export const EXEC_PATH = "/api/exec";
export const EXEC_PROTOCOL = "berth.exec.v1";
export const EXEC_TICKET_PREFIX = "berth.ticket.";

/** The longest frame either side sends; a longer one ends the session. */
export const EXEC_FRAME_BYTES_MAX = 65_536;

/** What was sent and not acknowledged yet, at most, where the client acknowledges. */
export const EXEC_WINDOW_BYTES = 1 << 20;

/** The first byte of every frame. Numbers are added and never used again for something else. */
const types = { stdin: 0, stdout: 1, stderr: 2, resize: 3, eof: 4, exit: 5, error: 6, ping: 7, opened: 8, ack: 9 } as const;

/** What is said about a session when it begins. */
export interface ExecOpened {
	readonly sessionId: string;
	readonly service: string;
	readonly index: number;
	/** The program's own name: that of the shell that was found. */
	readonly program: string;
	readonly terminal: boolean;
}

/** How a session ended. The code is null where the program did not end, or nobody knows its code. */
export interface ExecExit {
	readonly exitCode: number | null;
	readonly because: SessionEnd;
}

export interface ExecFailure {
	readonly code: ErrorCode;
	readonly message: string;
	readonly data: Readonly<Record<string, unknown>>;
	readonly retryable: boolean;
}

/** How long until a limit ends the session, unless something is typed (`idleMs`) and whatever is done (`wholeMs`). */
export interface ExecTimes {
	readonly idleMs: number;
	readonly wholeMs: number;
}

/**
 * One frame of a session. Of the client: `stdin`, `eof` (no more input), `resize`. Of the server: `opened`, `stdout`, `stderr`, `ping`
 * each 15 seconds, and as the last one `exit` or `error`. Of both: `ack`, so many more bytes of the other's were dealt with. A client
 * that sends one of zero at the beginning asks for that, and never has more than {@link EXEC_WINDOW_BYTES} on their way that the
 * server did not say it has dealt with; one that does not is held up by its connection, in both directions at once.
 */
export type ExecFrame =
	| { readonly type: "stdin" | "stdout" | "stderr"; readonly bytes: Uint8Array }
	| { readonly type: "resize"; readonly size: TerminalSize }
	| { readonly type: "eof" }
	| { readonly type: "ack"; readonly bytes: number }
	| { readonly type: "exit"; readonly exit: ExecExit }
	| { readonly type: "error"; readonly error: ExecFailure }
	| { readonly type: "ping"; readonly times: ExecTimes }
	| { readonly type: "opened"; readonly opened: ExecOpened };

export function encodeExecFrame(frame: ExecFrame): Uint8Array<ArrayBuffer> {
	switch (frame.type) {
		case "stdin":
		case "stdout":
		case "stderr":
			return withType(frame.type, frame.bytes);
		case "resize": {
			const body = new DataView(new ArrayBuffer(4));
			body.setUint16(0, frame.size.columns);
			body.setUint16(2, frame.size.rows);
			return withType("resize", new Uint8Array(body.buffer));
		}
		case "ack": {
			const body = new DataView(new ArrayBuffer(4));
			body.setUint32(0, frame.bytes);
			return withType("ack", new Uint8Array(body.buffer));
		}
		case "eof":
			return withType("eof", new Uint8Array());
		case "exit":
			return withType("exit", toJson(frame.exit));
		case "error":
			return withType("error", toJson(frame.error));
		case "ping":
			return withType("ping", toJson(frame.times));
		case "opened":
			return withType("opened", toJson(frame.opened));
	}
}

/** Null for what is no frame; a type that is not known yet is one of those. The bytes of a body are those that were given. */
export function decodeExecFrame(message: Uint8Array): ExecFrame | null {
	const body = message.subarray(1);
	const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
	switch (message[0]) {
		case types.stdin:
			return { type: "stdin", bytes: body };
		case types.stdout:
			return { type: "stdout", bytes: body };
		case types.stderr:
			return { type: "stderr", bytes: body };
		case types.resize: {
			if (body.length !== 4) return null;
			const size = { columns: view.getUint16(0), rows: view.getUint16(2) };
			return isSide(size.columns) && isSide(size.rows) ? { type: "resize", size } : null;
		}
		case types.ack:
			return body.length === 4 ? { type: "ack", bytes: view.getUint32(0) } : null;
		case types.eof:
			return body.length === 0 ? { type: "eof" } : null;
		case types.exit:
			return fromJson(body, (exit: ExecExit) => ({ type: "exit", exit }));
		case types.error:
			return fromJson(body, (error: ExecFailure) => ({ type: "error", error }));
		case types.ping:
			return fromJson(body, (times: ExecTimes) => ({ type: "ping", times }));
		case types.opened:
			return fromJson(body, (opened: ExecOpened) => ({ type: "opened", opened }));
		default:
			return null;
	}
}

const isSide = (side: number): boolean => side >= 1 && side <= 1_000;

function withType(type: keyof typeof types, body: Uint8Array): Uint8Array<ArrayBuffer> {
	const message = new Uint8Array(body.length + 1);
	message[0] = types[type];
	message.set(body, 1);
	return message;
}

const toJson = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/** The server's own words: whoever trusts it with a shell trusts it with their shape, too. */
function fromJson<T>(body: Uint8Array, wrap: (value: T) => ExecFrame): ExecFrame | null {
	try {
		const value: unknown = JSON.parse(new TextDecoder().decode(body));
		return typeof value === "object" && value !== null ? wrap(value as T) : null;
	} catch {
		// It is no frame, which is the answer.
		return null;
	}
}
