import type { AppRouter } from "@berth/api/router";

/**
 * The router as the tool reads it: it knows of no streams, so each is shown to it as a query that answers one message. Only its types are
 * read.
 */
export interface OpenRouter {
	readonly _def: {
		readonly _config: AppRouter["_def"]["_config"];
		readonly router: true;
		readonly record: Open<AppRouter["_def"]["record"]>;
	};
}

type Open<R> = { readonly [K in keyof R]: OpenOne<R[K]> };

type OpenOne<P> = P extends { readonly _def: { readonly type: "subscription"; readonly $types: { readonly output: infer O } } }
	? { readonly _def: { readonly type: "query"; readonly $types: { readonly input: undefined; readonly output: MessageOf<O> } } }
	: P extends { readonly _def: { readonly type: "query" | "mutation" } }
		? P
		: P extends { readonly _def: { readonly record: infer R } }
			? Open<R>
			: Open<P>;

/** What is sent of a message: the data alone where it has a position, which is the event's id. */
type MessageOf<O> = O extends AsyncIterable<infer M> ? (M extends { readonly id: string; readonly data: infer D } ? D : M) : never;
