import { AppError, isAppError } from "@berth/core";
import type { Call } from "../call.ts";
import { translateFileError } from "../files/translate-file-error.ts";

/**
 * Runs `work` under the caller's signal and a deadline of its own, and puts whatever it throws in our words.
 *
 * Errors  ABORTED when the caller gave up, TIMEOUT past the deadline.
 */
export async function bounded<T>({ signal }: Call, deadlineMs: number, work: (call: Call) => Promise<T>): Promise<T> {
	const deadline = AbortSignal.timeout(deadlineMs);
	const either = AbortSignal.any([signal, deadline]);
	try {
		either.throwIfAborted();
		return await work({ signal: either });
	} catch (error) {
		if (isAppError(error) && error.code !== "ABORTED") throw error;
		if (signal.aborted) throw new AppError("ABORTED", { cause: signal.reason });
		if (deadline.aborted) throw new AppError("TIMEOUT", { cause: error });
		throw translateFileError(error);
	}
}
