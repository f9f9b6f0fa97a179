import { getAuthTables } from "better-auth/db";
import { getTableConfig } from "drizzle-orm/pg-core";
import { expect, test } from "vitest";
import { account, session, user, verification } from "./schema/index.ts";

const types = { string: "text", boolean: "boolean", date: "timestamp with time zone" } as const;

test("our tables have each column that the auth library writes, with its type and its nullability", () => {
	const wanted = getAuthTables({ user: { additionalFields: { isAdmin: { type: "boolean", required: true, input: false } } } });
	for (const table of [user, session, account, verification]) {
		const { name, columns } = getTableConfig(table);
		const fields = Object.entries(wanted[name]?.fields ?? {}).map(([key, field]) => [
			field.fieldName ?? key,
			types[field.type as keyof typeof types],
			field.required === true,
		]);
		const ours = columns.filter((column) => column.name !== "id").map((column) => [column.name, column.getSQLType(), column.notNull]);
		expect(ours.sort()).toEqual(fields.sort());
	}
	expect(Object.keys(wanted).sort()).toEqual(["account", "session", "user", "verification"]);
});
