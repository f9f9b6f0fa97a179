import { ok, type Verdict } from "@berth/engine";
import type { ApiCheck } from "./api-check.ts";

/** Where the service sends a short answer in two parts, for whoever wants to know whether they arrive apart. */
export const STREAM_PATH = "/healthz?stream=1";
const FIRST = "first\n";
const LAST = "last\n";
/** Between both parts. Too small: a busy machine joins them. Too large: a look takes long. */
const APART_MS = 1_000;
const APART_MIN_MS = APART_MS / 3;

/** The answer in two parts; nothing more is kept than a timer for its second. */
export function streamInParts(): Response {
	const encoder = new TextEncoder();
	let timer: NodeJS.Timeout | undefined;
	const body = new ReadableStream<Uint8Array>({
		start(controller) {
			controller.enqueue(encoder.encode(FIRST));
			timer = setTimeout(() => {
				controller.enqueue(encoder.encode(LAST));
				controller.close();
			}, APART_MS);
		},
		cancel: () => clearTimeout(timer),
	});
	return new Response(body, { headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" } });
}

/** Whether what is in front of the service hands answers on as they come: logs and events need it. */
export const streamingCheck = (publicUrl: string): ApiCheck => ({
	id: "public_url_streams",
	title: "Answers stream through the public address",
	judge: async (signal) => judgeStreaming(await readInParts(`${publicUrl}${STREAM_PATH}`, signal)),
});

export type Streaming = { readonly text: string; readonly aheadMs: number } | null;

/** `aheadMs`: by how much the first bytes came before the end; null when nothing was reached. */
export function judgeStreaming(seen: Streaming): Verdict {
	if (seen === null) {
		const remedy = "If browsers do reach it, nothing need be done; else see to PUBLIC_URL, its certificate and the proxy.";
		return { severity: "info", seen: "the public address cannot be reached from here", remedy };
	}
	if (seen.text !== FIRST + LAST) {
		return { severity: "warning", seen: "something else answers at the public address", remedy: "Let PUBLIC_URL lead to this service." };
	}
	if (seen.aheadMs >= APART_MIN_MS) return ok(`the first bytes came ${Math.round(seen.aheadMs)} ms before the last`);
	return {
		severity: "warning",
		seen: "an answer came all at once",
		remedy: "Switch off buffering and compression of answers in the proxy (proxy_buffering off in nginx).",
	};
}

/** No more is read than could be ours. */
const CHARS_MAX = 1_000;

export async function readInParts(url: string, signal: AbortSignal): Promise<Streaming> {
	try {
		const answer = await fetch(url, { signal, redirect: "manual", headers: { "accept-encoding": "identity" } });
		let firstAt: number | null = null;
		let text = "";
		const decoder = new TextDecoder();
		for await (const part of answer.body ?? []) {
			firstAt ??= performance.now();
			text += decoder.decode(part, { stream: true });
			if (text.length > CHARS_MAX) break;
		}
		const endAt = performance.now();
		return { text, aheadMs: endAt - (firstAt ?? endAt) };
	} catch (error) {
		if (signal.aborted) throw error;
		return null;
	}
}
