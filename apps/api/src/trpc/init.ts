import { type AccessScope, MINUTE, SECOND } from "@berth/core";
import { initTRPC } from "@trpc/server";
import { TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";
import type { Context } from "./context.ts";
import { fromTrpcError, toErrorData, toTrpcCode } from "./to-trpc-error.ts";

/** Who may call a procedure: which kind of caller, with which scope. */
export interface ProcedureMeta {
	readonly who: "stranger" | "anyone" | "person" | "tenant" | "owner" | "ownerPerson" | "lease" | "admin" | "adminPerson";
	/** Null where being known is enough. */
	readonly scope: AccessScope | null;
}

/** tRPC, once: plain JSON without a transformer, our error table as the error shape, live streams that prove they are alive. */
export const t = initTRPC
	.context<Context>()
	.meta<ProcedureMeta>()
	.create({
		errorFormatter: ({ error, ctx, path }) => {
			const ours = fromTrpcError(error);
			return {
				message: ours.message,
				code: TRPC_ERROR_CODES_BY_KEY[toTrpcCode(ours.code)],
				data: toErrorData(ours, { requestId: ctx?.requestId ?? null, path: path ?? null }),
			};
		},
		sse: {
			// Shorter: needless wake-ups. Longer: proxies that cut idle connections after 30 s would cut ours.
			ping: { enabled: true, intervalMs: 10 * SECOND },
			client: { reconnectAfterInactivityMs: 25 * SECOND },
			// A stream is renewed now and then, so that old processes drain.
			maxDurationMs: 15 * MINUTE,
		},
	});

export const { router } = t;
