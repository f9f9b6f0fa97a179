import type { ProcedureMeta } from "../trpc/init.ts";
import { appRouter } from "../trpc/router.ts";
import { type InputSchema, inputSchemaOf } from "./input-schema.ts";

/** A procedure as documents and tests see it. */
export interface OpenProcedure extends ProcedureMeta {
	readonly path: string;
	readonly type: "query" | "mutation" | "subscription";
	/** Null where it takes nothing. */
	readonly input: InputSchema | null;
}

interface Definition {
	readonly type: OpenProcedure["type"];
	readonly meta?: ProcedureMeta;
	readonly inputs: readonly unknown[];
}

// The library keeps what was defined below this name, typed for itself alone.
const definitionOf = (of: unknown): unknown => (of instanceof Object ? Reflect.get(of, "_def") : null);

/** Every procedure there is, in the router's order. Errors  thrown when one does not say who may ask it. */
export function openProcedures(): readonly OpenProcedure[] {
	const { procedures } = definitionOf(appRouter) as { readonly procedures: Readonly<Record<string, unknown>> };
	return Object.entries(procedures).map(([path, procedure]) => {
		const { type, meta, inputs } = definitionOf(procedure) as Definition;
		if (meta === undefined) throw new Error(`${path} does not say who may ask it`);
		return { path, type, ...meta, input: inputSchemaOf(inputs) };
	});
}
