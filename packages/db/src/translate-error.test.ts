import { inspect } from "node:util";
import { AppError } from "@berth/core";
import { DrizzleQueryError } from "drizzle-orm";
import { expect, test } from "vitest";
import { translateError } from "./translate-error.ts";

const driverError = (code: string, more: object = {}) =>
	Object.assign(new Error("duplicate key: hunter2"), { code, detail: "Key (secret)=(hunter2)", ...more });

test.each([
	["23505", { constraint: "lease_open_name_key" }, "NAME_TAKEN"],
	["23505", { constraint: "operation_idempotency_key" }, "IDEMPOTENCY_KEY_REUSED"],
	["23505", { constraint: "sku_name_key" }, "CONFLICT"],
	["23503", {}, "NOT_FOUND"],
	["23514", {}, "INTERNAL"],
	["22P02", {}, "BAD_INPUT"],
	["40P01", {}, "VERSION_CONFLICT"],
	["57014", {}, "TIMEOUT"],
	["57P01", {}, "DATABASE_UNAVAILABLE"],
	["53300", {}, "DATABASE_UNAVAILABLE"],
	["ECONNREFUSED", {}, "DATABASE_UNAVAILABLE"],
	["42P01", {}, "INTERNAL"],
])("%s %o is %s", (code, more, expected) => {
	expect(translateError(driverError(code, more)).code).toBe(expected);
	expect(translateError(new DrizzleQueryError("insert", ["hunter2"], driverError(code, more))).code).toBe(expected);
});

test("neither the text nor the cause of an error holds a parameter", () => {
	const error = translateError(new DrizzleQueryError("insert into t values ($1)", ["hunter2"], driverError("23505")));
	expect(inspect(error, { depth: 10, showHidden: true })).not.toContain("hunter2");
	expect(String(error.cause)).toContain("23505");
	expect(inspect(translateError(new DrizzleQueryError("select $1", ["hunter2"], new Error("odd"))), { depth: 10 })).not.toContain(
		"hunter2",
	);
});

test("a driver's loss of connection has no code and is known by its words", () => {
	expect(translateError(new Error("Connection terminated unexpectedly")).code).toBe("DATABASE_UNAVAILABLE");
	expect(translateError(new TypeError("x is not a function")).code).toBe("INTERNAL");
});

test("our own errors pass as they are", () => {
	const own = new AppError("NOT_FOUND");
	expect(translateError(own)).toBe(own);
});
