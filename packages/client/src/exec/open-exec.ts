import {
	decodeExecFrame,
	EXEC_FRAME_BYTES_MAX,
	EXEC_WINDOW_BYTES,
	type ExecExit,
	type ExecOpened,
	type ExecTimes,
	encodeExecFrame,
	type TerminalSize,
} from "@berth/core";
import { BerthCallError } from "../berth-error.ts";
import { createOutput, type ExecPiece } from "./output.ts";

export interface OpenExecOptions {
	/** Berth's public URL. */
	readonly url: string;
	/** What `exec.ticket` answered: it is good once, and for seconds. */
	readonly ticket: { readonly path: string; readonly protocols: readonly string[] };
	/** The credentials that asked for the ticket, for programs: `authorization` or `cookie`. A browser sends its session by itself. */
	readonly headers?: Readonly<Record<string, string>>;
	/** Told now and then how long until a limit ends the session. */
	readonly onTimes?: (times: ExecTimes) => void;
	/** Ends the session when it fires. */
	readonly signal?: AbortSignal;
	/** Instead of the runtime's own. */
	readonly WebSocket?: typeof WebSocket;
}

/** A program in a container that is talked with. */
export interface ExecConnection {
	/** What runs, once it does. Errors  {@link BerthCallError}. */
	readonly opened: Promise<ExecOpened>;
	/** What it prints, once, and no faster than it is taken: while nobody takes it the program waits. Errors  {@link BerthCallError}. */
	readonly output: AsyncIterable<ExecPiece>;
	/** How it ended. Errors  {@link BerthCallError} when it was refused, or when the connection went. */
	readonly exit: Promise<ExecExit>;
	/** Resolves when it may be given more. */
	write(bytes: Uint8Array): Promise<void>;
	/** There is no more input. */
	end(): void;
	resize(size: TerminalSize): void;
	/** Leaves; what still runs is ended. */
	close(): void;
}

/** Opens a session that a ticket promises. Returns at once; how it goes is told by what is returned. */
export function openExec(options: OpenExecOptions): ExecConnection {
	const url = new URL(options.ticket.path, options.url);
	url.protocol = url.protocol.replace("http", "ws");
	const Socket = options.WebSocket ?? WebSocket;
	const protocols = [...options.ticket.protocols];
	// Runtimes for programs take headers in place of the protocols; browsers know no headers here.
	const terms = options.headers === undefined ? protocols : ({ protocols, headers: options.headers } as unknown as string[]);
	const socket = new Socket(url.toString(), terms);
	socket.binaryType = "arraybuffer";

	const opened = Promise.withResolvers<ExecOpened>();
	const exit = Promise.withResolvers<ExecExit>();
	// Whoever asks hears it; nobody has to.
	opened.promise.catch(() => undefined);
	exit.promise.catch(() => undefined);
	const send = (frame: Parameters<typeof encodeExecFrame>[0]) => {
		if (socket.readyState === socket.OPEN) socket.send(encodeExecFrame(frame));
	};
	const output = createOutput((bytes) => send({ type: "ack", bytes }));
	const fail = (error: BerthCallError) => {
		opened.reject(error);
		exit.reject(error);
		output.end(error);
	};
	const close = () => socket.close(1000);
	/** Sent, and not known to have been taken by the program. */
	let given = 0;
	let taken = Promise.withResolvers<void>();
	const take = (bytes: number) => {
		given = Math.max(0, given - bytes);
		taken.resolve();
		taken = Promise.withResolvers();
	};

	socket.addEventListener("open", () => send({ type: "ack", bytes: 0 }));
	socket.addEventListener("message", ({ data }: { readonly data: unknown }) => {
		const frame = data instanceof ArrayBuffer ? decodeExecFrame(new Uint8Array(data)) : null;
		if (frame?.type === "stdout" || frame?.type === "stderr") output.add({ stream: frame.type, bytes: frame.bytes });
		else if (frame?.type === "ack") take(frame.bytes);
		else if (frame?.type === "opened") opened.resolve(frame.opened);
		else if (frame?.type === "ping") options.onTimes?.(frame.times);
		else if (frame?.type === "error") fail(new BerthCallError({ ...frame.error, requestId: null }));
		else if (frame?.type === "exit") {
			exit.resolve(frame.exit);
			output.end(null);
		}
	});
	socket.addEventListener("error", () => undefined);
	socket.addEventListener("close", () => {
		fail(new BerthCallError(lost));
		take(0);
	});
	if (options.signal?.aborted) close();
	else options.signal?.addEventListener("abort", close, { once: true });

	return {
		opened: opened.promise,
		output: output.pieces,
		exit: exit.promise,
		async write(bytes) {
			for (let at = 0; at < bytes.length; at += EXEC_FRAME_BYTES_MAX - 1) {
				const piece = bytes.subarray(at, at + EXEC_FRAME_BYTES_MAX - 1);
				while (given + piece.length > EXEC_WINDOW_BYTES && socket.readyState === socket.OPEN) await taken.promise;
				given += piece.length;
				send({ type: "stdin", bytes: piece });
			}
		},
		end: () => send({ type: "eof" }),
		resize: (size) => send({ type: "resize", size }),
		close,
	};
}

/** A browser does not tell a refusal before the upgrade from a line that broke. */
const lost = {
	code: "UNREACHABLE",
	message: "The connection was refused or lost.",
	data: {},
	retryable: true,
	requestId: null,
} as const;
