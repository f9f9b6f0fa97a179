import { BerthCallError, berthErrorOf } from "../berth-error.ts";
import type { HelperTools } from "./tools.ts";

/** Asks for what is no call but bytes. Errors  {@link BerthCallError}, of what the server says. */
export async function asked(fetch: HelperTools["fetch"], url: URL, init: RequestInit): Promise<Response> {
	const answer = await fetch(url, init);
	if (answer.ok) return answer;
	// In the shape of a call's own error.
	const body = (await answer.json().catch(() => null)) as { readonly error?: unknown } | null;
	throw new BerthCallError(berthErrorOf(body?.error));
}

/** What an answer holds. Errors  UNREACHABLE where it has no body. */
export function bodyOf({ body }: Response): ReadableStream<Uint8Array> {
	if (body === null) throw new BerthCallError(berthErrorOf(null));
	return body;
}
