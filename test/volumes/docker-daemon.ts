import { type IncomingMessage, request } from "node:http";
import type { Readable } from "node:stream";
import { AppError } from "@berth/core";
import type { ArchiveDaemon } from "@berth/engine/files";

export interface TestDaemon extends ArchiveDaemon {
	/** Makes an image of a tar stream. Returns its id. */
	importImage(tar: Readable, changes: readonly string[]): Promise<string>;
	/** The JSON an answer holds; null when it holds none. */
	ask(method: "GET" | "POST" | "DELETE", path: string): Promise<unknown>;
}

interface Sent {
	readonly method: string;
	readonly path: string;
	readonly query?: Readonly<Record<string, string | boolean>> | undefined;
	readonly body?: object | undefined;
	readonly upload?: Readable;
	readonly signal?: AbortSignal;
}

/** The Docker daemon, bare, over its socket. */
export function connectDaemon(socketPath = "/var/run/docker.sock"): TestDaemon {
	const send = ({ method, path, query = {}, body, upload, signal }: Sent): Promise<IncomingMessage> =>
		new Promise((resolve, reject) => {
			const text = new URLSearchParams(Object.entries(query).map(([name, value]): [string, string] => [name, String(value)])).toString();
			const headers = { "content-type": upload === undefined ? "application/json" : "application/x-tar" };
			const asked = request({ socketPath, method, path: `${path}?${text}`, headers, ...(signal === undefined ? {} : { signal }) }, resolve);
			asked.once("error", reject);
			if (upload === undefined) asked.end(body === undefined ? "" : JSON.stringify(body));
			else upload.pipe(asked);
		});

	async function answerOf(response: IncomingMessage, also: readonly number[] = []) {
		const chunks: Buffer[] = [];
		for await (const chunk of response) chunks.push(chunk);
		const text = Buffer.concat(chunks).toString("utf8");
		const status = response.statusCode ?? 0;
		if (status >= 400 && !also.includes(status))
			throw new AppError(status === 404 ? "NOT_FOUND" : "ENGINE_FAILED", { cause: new Error(text) });
		return {
			status,
			text,
			body: text.startsWith("{") || text.startsWith("[") ? (JSON.parse(text.split("\r\n")[0] ?? "") as unknown) : null,
		};
	}

	return {
		call: async (one) => await answerOf(await send(one), one.also),
		async stream(one) {
			const response = await send(one);
			if ((response.statusCode ?? 0) >= 400) await answerOf(response);
			return response;
		},
		async importImage(upload, changes) {
			const query = new URLSearchParams({ fromSrc: "-" });
			for (const change of changes) query.append("changes", change);
			const { text } = await answerOf(await send({ method: "POST", path: `/images/create?${query}&`, upload }));
			const id = /sha256:[0-9a-f]{64}/.exec(text)?.[0];
			if (id === undefined) throw new Error(`no image was made: ${text}`);
			return id;
		},
		ask: async (method, path) => (await answerOf(await send({ method, path }), [404, 409])).body,
	};
}
