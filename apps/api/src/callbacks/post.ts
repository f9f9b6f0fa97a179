import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP } from "node:net";
import { AddressRefused, guardedLookup } from "./pinned-lookup.ts";

export interface Post {
	readonly headers: Readonly<Record<string, string | number>>;
	readonly body: string;
	readonly signal: AbortSignal;
	/** Whether it may be sent to an address; null lets it go anywhere. */
	readonly mayGoTo: ((address: string) => boolean) | null;
	/** So much of the answer is read; nothing when absent. */
	readonly answerBytesMax?: number;
}

export interface Answered {
	readonly status: number;
	readonly answer: string;
}

/** Sends one request on a connection of its own, so the name is looked up and judged each time. Follows no redirect. Errors  AddressRefused. */
export function post(url: URL, { headers, body, signal, mayGoTo, answerBytesMax = 0 }: Post): Promise<Answered> {
	// An address in the URL is connected to without a look-up, so it is judged here.
	const literal = url.hostname.replace(/^\[|\]$/g, "");
	if (mayGoTo !== null && isIP(literal) !== 0 && !mayGoTo(literal)) return Promise.reject(new AddressRefused("not an address to send to"));
	const request = url.protocol === "https:" ? requestHttps : requestHttp;
	const guard = mayGoTo === null ? {} : { lookup: guardedLookup(mayGoTo) };
	return new Promise((resolve, reject) => {
		const sent = request(url, { method: "POST", headers, signal, agent: false, ...guard }, (answer) => {
			const status = answer.statusCode ?? 0;
			// What it said is a favour: a status that came is an answer, whatever became of the rest.
			void readSome(answer, answerBytesMax).then((text) => resolve({ status, answer: text }));
		});
		sent.once("error", reject);
		sent.end(body);
	});
}

async function readSome(answer: IncomingMessage, bytesMax: number): Promise<string> {
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	try {
		if (bytesMax > 0)
			for await (const chunk of answer) {
				if (!(chunk instanceof Uint8Array)) break;
				chunks.push(chunk);
				bytes += chunk.length;
				if (bytes >= bytesMax) break;
			}
	} catch {
		// Cut off: what came is what there is.
	}
	answer.destroy();
	return Buffer.concat(chunks).subarray(0, bytesMax).toString("utf8");
}
