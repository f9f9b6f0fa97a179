import { createHash, createHmac } from "node:crypto";
import { request as requestHttp } from "node:http";

/** A client of the backend protocol of our own, which shares no line with the server. */

export interface Reply {
	readonly status: number;
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	readonly text: string;
	/** The body as JSON; undefined when it is none. */
	readonly json: unknown;
}

export interface Asked {
	readonly method: string;
	/** Path and query, sent as they are. */
	readonly target: string;
	readonly body?: string | Uint8Array;
	readonly headers?: Readonly<Record<string, string>>;
}

export const sign = (secret: string, { method, target, body = "" }: Asked, seconds: number): string => {
	const lines = [seconds, method, target, createHash("sha256").update(body).digest("hex")].join("\n");
	return `t=${seconds},sha256=${createHmac("sha256", secret).update(lines).digest("hex")}`;
};

export function send(port: number, { method, target, body = "", headers = {} }: Asked): Promise<Reply> {
	return new Promise((resolve, reject) => {
		const options = {
			host: "127.0.0.1",
			port,
			method,
			path: target,
			agent: false,
			headers: { ...headers, "content-length": Buffer.byteLength(body) },
		};
		const sent = requestHttp(options, (answer) => {
			let text = "";
			answer.setEncoding("utf8");
			answer.on("data", (part: string) => (text += part));
			answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text, json: parse(text) }));
			answer.on("error", reject);
		});
		sent.on("error", reject);
		sent.end(body);
	});
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

export interface SignedClient {
	get(target: string): Promise<Reply>;
	post(target: string, body: unknown): Promise<Reply>;
}

/** Signs in the present second, as every client does; a change that was asked for in it already, in one before. */
export function createSignedClient(port: number, secret: string): SignedClient {
	const used = new Set<string>();
	const ask = (asked: Asked) => {
		let seconds = Math.floor(Date.now() / 1_000);
		while (asked.method !== "GET" && used.has(sign(secret, asked, seconds))) seconds--;
		const signature = sign(secret, asked, seconds);
		used.add(signature);
		return send(port, { ...asked, headers: { "x-fred-signature": signature } });
	};
	return {
		get: (target) => ask({ method: "GET", target }),
		post: (target, body) => ask({ method: "POST", target, body: typeof body === "string" ? body : JSON.stringify(body) }),
	};
}
