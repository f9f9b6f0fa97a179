import { inspect } from "node:util";
import { expect, test } from "vitest";
import { errorTable } from "./error-table.ts";
import { AppError, isAppError, toAppError } from "./errors.ts";
import { Secret } from "./secret.ts";

test("an error is known by its brand, also when another copy of the class made it", () => {
	const foreign = Object.assign(new Error("x"), { [Symbol.for("berth.error")]: true, code: "NOT_FOUND" });
	expect(isAppError(foreign, "NOT_FOUND")).toBe(true);
	expect(isAppError(foreign, "CONFLICT")).toBe(false);
	expect(isAppError(new Error("x"))).toBe(false);
});

test("what is not ours becomes INTERNAL with a fixed sentence and keeps its cause for the log", () => {
	const cause = new Error("password=hunter2");
	const error = toAppError(cause);
	expect(error.code).toBe("INTERNAL");
	expect(error.message).toBe(errorTable.INTERNAL.message);
	expect(error.cause).toBe(cause);
	expect(toAppError(new DOMException("", "AbortError")).code).toBe("ABORTED");
	expect(toAppError(error)).toBe(error);
});

test("a secret cannot be printed by accident", () => {
	const secret = new Secret("hunter2");
	for (const text of [String(secret), JSON.stringify({ secret }), `${secret}`, inspect({ secret })]) expect(text).not.toContain("hunter2");
	expect(secret.reveal()).toBe("hunter2");
});

test("a message of our own and its data travel with the code", () => {
	const error = new AppError("SKU_UNKNOWN", { message: 'There is no size "huge".', data: { sku: "huge" } });
	expect([error.message, error.data, error.rule.http]).toEqual(['There is no size "huge".', { sku: "huge" }, 404]);
});
