// @vitest-environment node
import { parseManifest, provisionInput } from "@berth/core";
import { expect, test } from "vitest";
import { type Draft, nameFromImage, nameProblem, planOf, toRequest } from "./draft.ts";

const draft: Draft = {
	name: "shop",
	shape: "stack",
	texts: { container: "", stack: "", compose: "" },
	compose: { text: "", accept: [] },
	sku: "micro",
	sizes: { web: { quantity: 2 }, db: { sku: "small" } },
};
const stack = { services: { web: { image: "a/web:1", ports: { "8080/tcp": {} } }, db: { image: "a/db:1" } } };

test("each service takes its own size and number, or the common ones", () => {
	const plan = planOf(parseManifest(stack), draft);
	expect(plan).toEqual([
		{ service: "web", image: "a/web:1", ports: ["8080/tcp"], sku: "micro", quantity: 2 },
		{ service: "db", image: "a/db:1", ports: [], sku: "small", quantity: 1 },
	]);
});

test("the request is one the server takes, in both forms of a manifest", () => {
	for (const value of [stack, { image: "a/web:1" }]) {
		const request = toRequest(draft, value, planOf(parseManifest(value), draft));
		expect(provisionInput.safeParse(request).success).toBe(true);
		expect(request.items.some(({ service }) => service === undefined)).toBe(!("services" in value));
	}
});

test("a name that was made of an image is a name a lease may have", () => {
	expect(nameFromImage("registry.example.net:5000/team/My_Shop:4.2@sha256:00")).toBe("my-shop");
	for (const image of ["nginx", "a/b-c:1", "x/__y"]) expect(nameProblem(nameFromImage(image))).toBeNull();
	expect(nameProblem("-no-")).toContain("a lease name");
});
