import type { AppRouter } from "@berth/api/router";
import type { TRPCClient } from "@trpc/client";

/** What the helpers are made of. */
export interface HelperTools {
	readonly calls: TRPCClient<AppRouter>;
	readonly base: string;
	readonly tenant: string | undefined;
	/** The credentials. */
	readonly headers: Readonly<Record<string, string>>;
	/** With the credentials. */
	readonly fetch: typeof fetch;
}
