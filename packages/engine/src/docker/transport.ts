import type { IncomingMessage } from "node:http";
import type { Duplex, Readable } from "node:stream";
import Dockerode from "dockerode";

/** Where the daemon answers: a unix socket, or a host and port. */
export type DaemonAddress = { readonly socketPath: string } | { readonly host: string; readonly port: number };

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface TransportRequest {
	readonly method: "GET" | "POST" | "DELETE";
	/** Without a query, already safe. */
	readonly path: string;
	readonly query?: Query;
	readonly body?: object;
	/** The value of the registry header; it is read once, when the request is written. */
	readonly registryAuth?: () => string;
	/** The same for a build, which may read from several registries. */
	readonly registryConfig?: () => string;
	/** Instead of a body: a stream that is sent as it is, opened anew for each try. */
	readonly upload?: () => Readable;
	readonly signal: AbortSignal;
}

/**
 * The bare way to the daemon, and the only place that touches dockerode: one request, one response, whatever its status.
 *
 * Everything else (paths, bodies, statuses, streams, errors) is ours, so no type of the library is seen outside this file.
 */
export interface Transport {
	send(request: TransportRequest): Promise<IncomingMessage>;
	/** For a connection that becomes a raw two-way stream. */
	hijack(request: TransportRequest): Promise<Duplex>;
}

interface DialOptions {
	readonly path: string;
	readonly method: string;
	readonly options?: object;
	readonly file?: Readable;
	readonly headers: object;
	readonly isStream: boolean;
	readonly hijack?: boolean;
	readonly openStdin?: boolean;
	readonly abortSignal: AbortSignal;
	readonly statusCodes: object;
}
interface Dialer {
	dial(options: DialOptions, done: (error: Error | null, response: unknown) => void): void;
}

export function createTransport(address: DaemonAddress): Transport {
	// The library takes its defaults from the environment; every one of them is overridden, so that only our options count.
	const docker = new Dockerode({ protocol: "http", host: undefined, port: undefined, timeout: 0, ...address });
	// Its types leave the dialer untyped.
	const dialer = docker.modem as Dialer;

	const dial = (request: TransportRequest, how: { hijack: boolean }): Promise<unknown> =>
		new Promise((resolve, reject) => {
			const hasQuery = request.query !== undefined;
			dialer.dial(
				{
					path: hasQuery ? `${request.path}?` : request.path,
					method: request.method,
					...(hasQuery || request.body ? { options: { _query: known(request.query ?? {}), _body: request.body ?? {} } } : {}),
					...(request.upload ? { file: request.upload() } : {}),
					headers: headersOf(request),
					isStream: true,
					...(how.hijack ? { hijack: true, openStdin: true } : {}),
					abortSignal: request.signal,
					statusCodes: how.hijack ? { 101: true, 200: true } : everyStatus,
				},
				(error, response) => (error ? reject(error) : resolve(response)),
			);
		});

	return {
		// With `isStream` and every status accepted the library hands over node's own response.
		send: (request) => linked(request, async (own) => (await dial(own, { hijack: false })) as IncomingMessage),
		hijack: (request) => linked(request, async (own) => (await dial(own, { hijack: true })) as Duplex),
	};
}

/**
 * Hands on the caller's abort: to the request until the response has begun, from then on to the response alone. An aborted request
 * whose response has arrived but was not read to its end gives its connection back to the pool and destroys it in the same breath,
 * and node throws that error at the whole process.
 */
async function linked<T extends Readable>(request: TransportRequest, send: (own: TransportRequest) => Promise<T>): Promise<T> {
	const controller = new AbortController();
	let response: T | null = null;
	const abort = () => {
		if (response) response.destroy(new DOMException("the request was given up", "AbortError"));
		else controller.abort();
	};
	const unlink = () => request.signal.removeEventListener("abort", abort);
	if (request.signal.aborted) abort();
	else request.signal.addEventListener("abort", abort, { once: true });
	try {
		response = await send({ ...request, signal: controller.signal });
		response.on("error", () => undefined);
		response.once("end", unlink);
		response.once("close", unlink);
		if (request.signal.aborted) abort();
		return response;
	} catch (error) {
		unlink();
		throw error;
	}
}

/** The library's debug printer shows header values but not getters, so credentials stay out of it. */
const headersOf = ({ registryAuth, registryConfig }: TransportRequest): object => {
	const values = { "X-Registry-Auth": registryAuth, "X-Registry-Config": registryConfig };
	const headers = {};
	for (const [name, get] of Object.entries(values)) if (get) Object.defineProperty(headers, name, { get, enumerable: true });
	return headers;
};

const known = (query: Query): object => Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));

const everyStatus: Readonly<Record<number, true>> = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [index + 100, true]));
