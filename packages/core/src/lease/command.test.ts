import { expect, test } from "vitest";
import { provisionInput } from "./command.ts";

const good = { name: "shop", items: [{ sku: "small" }], manifest: { image: "nginx" } };

test("a good request gets its defaults", () => {
	expect(provisionInput.parse(good).items).toEqual([{ sku: "small", quantity: 1 }]);
});

test.each([
	["an unknown field", { ...good, tenantId: "x" }],
	["a name with a slash", { ...good, name: "a/b" }],
	["a quantity of 0", { ...good, items: [{ sku: "s", quantity: 0 }] }],
	["no items", { ...good, items: [] }],
	["a short key", { ...good, idempotencyKey: "x" }],
	["a callback that is no web address", { ...good, callbackUrl: "file:///etc/passwd" }],
])("%s is refused", (_, input) => {
	expect(provisionInput.safeParse(input).success).toBe(false);
});
