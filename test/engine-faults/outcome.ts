import { isAppError } from "@berth/core";

/** How a call ended: the code of its error, or what it gave. */
export type Outcome = { readonly code: string; readonly error: unknown } | { readonly value: unknown };

export async function outcomeOf(work: Promise<unknown>): Promise<Outcome> {
	try {
		return { value: await work };
	} catch (error) {
		return { code: isAppError(error) ? error.code : `no AppError but ${String(error)}`, error };
	}
}

/** In a word, for comparing. */
export const wordOf = (outcome: Outcome): string => ("code" in outcome ? outcome.code : "ok");
