import { AppError, isId } from "@berth/core";

/** Most entries on one page. */
const PAGE_MAX = 200;

export const within = (limit: number, max = PAGE_MAX): number => Math.min(Math.max(1, limit), max);

/** Cuts what was read, which is one more than the page where there is a next one, and says where that begins. */
export function cut<T>(
	found: readonly T[],
	limit: number,
	cursorOf: (last: T) => string,
): { readonly page: readonly T[]; readonly next: string | null } {
	const page = found.slice(0, limit);
	const last = page.at(-1);
	return { page, next: found.length > limit && last !== undefined ? cursorOf(last) : null };
}

/** The error for a cursor that no page gave. */
export const badCursor = (): AppError => new AppError("BAD_INPUT", { message: "cursor must be the next of the page before." });

/** Errors  BAD_INPUT. */
export function idCursor<Id extends string>(cursor: string | undefined): Id | undefined {
	if (cursor === undefined) return undefined;
	if (!isId(cursor)) throw badCursor();
	// It is spelled as one; a list knows none that is another kind's.
	return cursor as Id;
}

/** Errors  BAD_INPUT. */
export function numberCursor(cursor: string | undefined): number | undefined {
	if (cursor === undefined) return undefined;
	const number = /^\d{1,9}$/.test(cursor) ? Number(cursor) : 0;
	if (number < 1) throw badCursor();
	return number;
}
