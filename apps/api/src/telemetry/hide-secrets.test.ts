import { expect, test } from "vitest";
import { createLogger } from "./logger.ts";

test("names of credentials are printed without their values, beside whatever else a line says, and what was logged stays as it was", () => {
	const lines: string[] = [];
	const log = createLogger({ level: "info", to: { write: (line) => lines.push(line) } });
	const fields = { op: "sku.list", token: "hunter2", headers: { cookie: "hunter2", host: "here" }, at: new Date(0), none: null };
	const before = structuredClone(fields);

	log.info(fields, "handled");
	log.info({ op: "sku.list", env: { PASSWORD: "hunter2" } }, "handled");

	expect(lines.join()).not.toContain("hunter2");
	expect(JSON.parse(lines[0] ?? "")).toMatchObject({
		op: "sku.list",
		token: "[secret]",
		headers: { cookie: "[secret]", host: "here" },
		at: new Date(0).toISOString(),
		none: null,
		msg: "handled",
	});
	expect(JSON.parse(lines[1] ?? "")).toMatchObject({ op: "sku.list", env: "[secret]" });
	expect(fields).toEqual(before);
});
