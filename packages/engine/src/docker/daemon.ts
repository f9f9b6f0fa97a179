import type { IncomingMessage } from "node:http";
import type { Duplex, Readable } from "node:stream";
import type { Millis } from "@berth/core";
import { z } from "zod";
import { chooseApiVersion } from "./api-version.ts";
import type { Limits } from "./limits.ts";
import { createSingleFlight } from "./single-flight.ts";
import { fromStatus, fromThrown, isDeadConnection, isVersionRefusal, unreadable } from "./translate-error.ts";
import type { Transport, TransportRequest } from "./transport.ts";
import { within } from "./within.ts";
import { withoutSecrets } from "./without-secrets.ts";

export interface DaemonCall extends Omit<TransportRequest, "signal"> {
	/** Names the call in errors. */
	readonly op: string;
	readonly signal: AbortSignal;
	/** Default {@link Limits.callMs}; for a stream, until it is open. */
	readonly ms?: Millis;
	/** Statuses beside 2xx that are answers and no errors. */
	readonly also?: readonly number[];
	/** Asked in the daemon's own newest version, also of one that is too old for us: how it is and what it is. */
	readonly anyVersion?: true;
	/** What it is told in confidence: hidden in its words, should it repeat them. */
	readonly secrets?: readonly string[];
}

export interface Answer {
	readonly status: number;
	/** Parsed JSON, or the text when it is none. */
	readonly body: unknown;
	/** The daemon's words in an answer that is no success. */
	readonly words: string;
}

/** The daemon, spoken to in a version that both know, with deadlines and with our errors. */
export interface Daemon {
	call(call: DaemonCall): Promise<Answer>;
	/** An open response body; it ends when the signal fires. */
	stream(call: DaemonCall): Promise<Readable>;
	hijack(call: DaemonCall): Promise<Duplex>;
	/** The version spoken, chosen when not known. Errors  UNSUPPORTED when it is too old for us; so does every call but those of `anyVersion`. */
	apiVersion(signal: AbortSignal): Promise<string>;
	/** Ask for the version again at the next call: the daemon may be another one now. */
	forgetVersion(): void;
}

/** Longest answer taken into memory; lists and inspects of a full host stay far below it. */
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;

/** Characters of the daemon's words that an error keeps. */
const WORDS_MAX = 4096;

const apiVersion = z.string().regex(/^\d+\.\d+$/);
const versionAnswer = z.object({ ApiVersion: apiVersion, MinAPIVersion: apiVersion.or(z.literal("")).nullish() });

export function createDaemon(transport: Transport, limits: Limits, closing: AbortSignal): Daemon {
	let version: string | null = null;
	const asking = createSingleFlight<string>("version");

	const exchange = async (request: TransportRequest, op: string): Promise<{ status: number; text: string }> => {
		try {
			const response = await transport.send(request);
			return { status: response.statusCode ?? 0, text: await readText(response) };
		} catch (error) {
			throw fromThrown(error, op);
		}
	};

	const askVersion = (signal: AbortSignal): Promise<string> =>
		asking.join("", signal, (shared) =>
			within({ op: "version", ms: limits.callMs, signals: [shared, closing] }, async (bounded) => {
				const { status, text } = await exchange({ method: "GET", path: "/version", signal: bounded }, "version");
				const answer = toAnswer("version", status, text, []);
				const { ApiVersion: newest, MinAPIVersion: oldest } = parse(versionAnswer, answer.body, "version");
				version = chooseApiVersion({ newest, oldest: oldest || null });
				return version;
			}),
		);

	const prefixed = async (call: DaemonCall, signal: AbortSignal): Promise<TransportRequest> => {
		const { method, path, query, body, registryAuth, registryConfig, upload, anyVersion } = call;
		return {
			method,
			path: anyVersion ? path : `/v${version ?? (await askVersion(signal))}${path}`,
			...(query ? { query } : {}),
			...(body ? { body } : {}),
			...(registryAuth ? { registryAuth } : {}),
			...(registryConfig ? { registryConfig } : {}),
			...(upload ? { upload } : {}),
			signal,
		};
	};

	/** Once more when the daemon was replaced by one of another version, or a kept connection turned out to be dead before a read. */
	const twice = async <T>(call: DaemonCall, attempt: () => Promise<T>): Promise<T> => {
		try {
			return await attempt();
		} catch (error) {
			if (isVersionRefusal(error)) version = null;
			else if (call.method !== "GET" || !isDeadConnection(error)) throw error;
			return attempt();
		}
	};

	/** Opens a stream that lives as long as the caller's signal, with a deadline for the opening alone. */
	const open = async <T extends Readable>(call: DaemonCall, send: (request: TransportRequest) => Promise<T>): Promise<T> => {
		const life = new AbortController();
		const end = () => life.abort();
		const owners = [call.signal, closing];
		const release = () => {
			for (const owner of owners) owner.removeEventListener("abort", end);
		};
		for (const owner of owners) owner.addEventListener("abort", end, { once: true });
		try {
			const stream = await within({ op: call.op, ms: call.ms ?? limits.streamOpenMs, signals: owners }, async (bounded) => {
				const request = await prefixed(call, bounded);
				return send({ ...request, signal: life.signal });
			});
			stream.once("close", release);
			return stream;
		} catch (error) {
			life.abort();
			release();
			throw fromThrown(error, call.op);
		}
	};

	return {
		call: (call) =>
			within({ op: call.op, ms: call.ms ?? limits.callMs, signals: [call.signal, closing] }, (signal) =>
				twice(call, async () => {
					const { status, text } = await exchange(await prefixed(call, signal), call.op);
					return toAnswer(call.op, status, text, call.also ?? [], call.secrets);
				}),
			),
		stream: (call) =>
			twice(call, () =>
				open<IncomingMessage>(call, async (request) => {
					const response = await transport.send(request);
					const status = response.statusCode ?? 0;
					if (isSuccess(status)) return response;
					toAnswer(call.op, status, await readText(response), [], call.secrets);
					throw unreadable(call.op, new Error(`status ${status}`));
				}),
			),
		hijack: (call) => open(call, (request) => transport.hijack(request)),
		apiVersion: async (signal) => version ?? askVersion(signal),
		forgetVersion() {
			version = null;
		},
	};
}

/** The body of an answer as a known shape, else an error: an unreadable answer is never taken for an empty one. */
export function parse<T>(schema: z.ZodType<T>, body: unknown, op: string): T {
	const result = schema.safeParse(body);
	if (!result.success) throw unreadable(op, result.error);
	return result.data;
}

function toAnswer(op: string, status: number, text: string, also: readonly number[], secrets: readonly string[] = []): Answer {
	const body = parseJson(text);
	const words = isSuccess(status) ? "" : withoutSecrets(messageOf(body) ?? text, secrets).slice(0, WORDS_MAX);
	if (isSuccess(status) || also.includes(status)) return { status, body, words };
	throw fromStatus(status, words, op);
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

const messageOf = (body: unknown): string | null =>
	typeof body === "object" && body !== null && "message" in body && typeof body.message === "string" ? body.message : null;

async function readText(response: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	let bytes = 0;
	for await (const chunk of response) {
		bytes += chunk.length;
		if (bytes > ANSWER_BYTES_MAX) throw new Error(`an answer of more than ${ANSWER_BYTES_MAX} bytes`);
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString("utf8");
}
