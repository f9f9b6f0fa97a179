import { WireRefusal } from "./refusal.ts";
import { readUuid } from "./uuid.ts";

const LIMIT_MAX = 5_000;

/** A body that is larger is not read by the client: the page ends before. */
const PAGE_BYTES_MAX = 7 * 2 ** 20;

export interface Paging {
	/** 0 is all of them, in one answer. */
	readonly limit: number;
	readonly after: string | undefined;
}

/** Errors  WireRefusal 400. */
export function readPaging(query: URLSearchParams): Paging {
	const text = query.get("limit") ?? "";
	if (text !== "" && !/^\+?\d{1,18}$/.test(text)) throw new WireRefusal(400, "limit must be a non-negative integer");
	const limit = Math.min(Number(text), LIMIT_MAX);
	const token = query.get("continue") ?? "";
	if (token === "") return { limit, after: undefined };
	const after = readUuid(token);
	if (after === null) throw new WireRefusal(400, "continue must be a valid UUID");
	if (limit < 1) throw new WireRefusal(400, "continue requires a positive limit");
	return { limit, after };
}

/**
 * One page, and after which the next begins. `read` is asked for one more than fits, which says whether there is more; so is a page
 * that would be too large a body.
 */
export async function onePage<T, R>(
	{ limit, after }: Paging,
	read: (page: { readonly after?: string; readonly limit?: number }) => Promise<readonly T[]>,
	nameOf: (found: T) => string,
	show: (found: T) => R,
): Promise<{ readonly page: readonly R[]; readonly continue?: string }> {
	if (limit === 0) return { page: (await read({})).map(show) };
	const found = await read({ limit: limit + 1, ...(after !== undefined && { after }) });
	const page: R[] = [];
	let bytes = 0;
	for (const one of found.slice(0, limit)) {
		const shown = show(one);
		bytes += Buffer.byteLength(JSON.stringify(shown)) + 1;
		if (bytes > PAGE_BYTES_MAX && page.length > 0) break;
		page.push(shown);
	}
	const last = found[page.length - 1];
	return { page, ...(last !== undefined && found.length > page.length && { continue: nameOf(last) }) };
}
