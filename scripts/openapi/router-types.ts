import { join } from "node:path";
import { generateOpenAPIDocument } from "@trpc/openapi";
import { root } from "../lib/paths.ts";

/** A schema as it stands in the document. */
export type Schema = Readonly<Record<string, unknown>>;

/** What the types of the router say of its answers. */
export interface RouterTypes {
	/** Of each query and mutation, and of each stream what one message of it would answer, by its path. */
	readonly answers: ReadonlyMap<string, Schema>;
	readonly schemas: Readonly<Record<string, Schema>>;
	/** The body of every refusal. */
	readonly refusal: Schema;
}

/** Reads the types of the router; nothing of it runs. It takes some seconds: the compiler reads the whole service. */
export async function readRouterTypes(): Promise<RouterTypes> {
	const { paths = {}, components } = await generateOpenAPIDocument(join(root, "scripts/openapi/open-router.ts"), {
		exportName: "OpenRouter",
	});
	const answers = new Map<string, Schema>();
	for (const [path, item] of Object.entries(paths)) {
		const schema = bodyOf((item?.get ?? item?.post)?.responses?.["200"]);
		if (schema !== null) answers.set(path.slice(1), withNulls(schema));
	}
	const refusal = bodyOf(components?.responses?.Error);
	if (refusal === null) throw new Error("the router's types say nothing of its refusals");
	return { answers, schemas: withNulls((components?.schemas ?? {}) as Readonly<Record<string, Schema>>), refusal: withNulls(refusal) };
}

/** A choice that may be null is written by the tool without that among its values, so that null would be none of them. */
function withNulls<T>(schema: T): T {
	if (Array.isArray(schema)) return schema.map(withNulls) as T;
	if (typeof schema !== "object" || schema === null) return schema;
	const inside: Record<string, unknown> = Object.fromEntries(Object.entries(schema).map(([key, held]) => [key, withNulls(held)]));
	const { type, enum: values } = inside;
	const mayBeNull = Array.isArray(type) && type.includes("null") && Array.isArray(values) && !values.includes(null);
	return { ...inside, ...(mayBeNull && { enum: [...values, null] }) } as T;
}

function bodyOf(response: unknown): Schema | null {
	if (typeof response !== "object" || response === null || !("content" in response)) return null;
	const { content } = response as { readonly content?: Readonly<Record<string, { readonly schema?: unknown }>> };
	return (content?.["application/json"]?.schema as Schema | undefined) ?? null;
}
