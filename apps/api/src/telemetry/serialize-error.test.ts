import { AppError } from "@berth/core";
import { expect, test } from "vitest";
import { createLogger } from "./logger.ts";

function logged(fields: object): string {
	let line = "";
	createLogger({ level: "debug", to: { write: (text) => (line = text) } }).warn(fields, "said");
	return line;
}

test("a query's error is logged with the database's words and without the query's parameters", () => {
	const database = Object.assign(new Error("duplicate key value violates unique constraint"), { code: "23505" });
	const query = Object.assign(new Error("Failed query: insert ... params: hunter2", { cause: database }), { query: "insert" });
	const line = logged({ err: new AppError("CONFLICT", { cause: query }) });
	expect(line).not.toContain("hunter2");
	expect(JSON.parse(line).err).toMatchObject({
		code: "CONFLICT",
		cause: { cause: { code: "23505", message: expect.stringContaining("unique") } },
	});
});

test("fields that hold credentials are never printed", () => {
	const line = logged({ headers: { cookie: "hunter2", authorization: "hunter2" }, password: "hunter2", token: "hunter2" });
	expect(line).not.toContain("hunter2");
});
