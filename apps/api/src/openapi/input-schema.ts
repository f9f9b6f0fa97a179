import { z } from "zod";

export interface InputSchema {
	readonly schema: Readonly<Record<string, unknown>>;
	/** It may be left out. */
	readonly isOptional: boolean;
}

/** What a procedure takes, as JSON Schema; null where it takes nothing. */
export function inputSchemaOf(inputs: readonly unknown[]): InputSchema | null {
	const schemas = inputs.filter((input) => input instanceof z.ZodType);
	const [first, ...more] = schemas.map((input) => {
		const { $schema: _dialect, ...schema } = z.toJSONSchema(input, { io: "input", unrepresentable: "any" });
		return schema;
	});
	if (first === undefined) return null;
	return {
		schema: more.length === 0 ? first : { allOf: [first, ...more] },
		isOptional: schemas.every((input) => input.safeParse(undefined).success),
	};
}
