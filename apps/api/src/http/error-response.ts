import type { AppError } from "@berth/core";
import { TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";
import { toErrorData, toTrpcCode } from "../trpc/to-trpc-error.ts";

/** An error outside of any procedure, in the very shape a procedure's has, so that a client reads both alike. */
export function toErrorBody(error: AppError, requestId: string) {
	return {
		error: {
			message: error.message,
			code: TRPC_ERROR_CODES_BY_KEY[toTrpcCode(error.code)],
			data: toErrorData(error, { requestId, path: null }),
		},
	};
}
