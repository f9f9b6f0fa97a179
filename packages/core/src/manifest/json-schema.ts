import { z } from "zod";
import { manifestSchema, serviceSchema } from "./schema.ts";

type Json = Readonly<Record<string, unknown>>;

/** The rules of a manifest as JSON Schema, for editors: of its stack form, and of the fields of one service. What no schema can say is left out. */
export function manifestJsonSchema(): { readonly stack: Json; readonly service: Json } {
	const toJson = (schema: z.ZodType): Json => ({ ...z.toJSONSchema(schema, { io: "input", unrepresentable: "any", reused: "inline" }) });
	return { stack: toJson(manifestSchema), service: toJson(serviceSchema) };
}
