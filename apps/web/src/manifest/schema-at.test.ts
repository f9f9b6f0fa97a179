// @vitest-environment node
import { manifestJsonSchema } from "@berth/core";
import { expect, test } from "vitest";
import { emptyOf, namesOf, schemaAt, valuesOf } from "./schema-at.ts";

const { stack, service } = manifestJsonSchema();

test("the names of a service are offered wherever one stands, without those that are there", () => {
	const ofStack = namesOf(schemaAt(stack, ["services", "web"]), ["image"]);
	expect(ofStack).toEqual(namesOf(service, ["image"]));
	expect(ofStack).toContain("health_check");
	expect(ofStack).not.toContain("image");
	expect(namesOf(schemaAt(stack, ["services", "web", "ports", "80/tcp"]), [])).toEqual(["ingress", "stable"]);
});

test("values that are known beforehand are offered, and others begin in their kind", () => {
	expect(valuesOf(schemaAt(stack, ["services", "web", "role"]))).toContain('"sidecar"');
	expect(valuesOf(schemaAt(service, ["init"]))).toEqual(["true", "false"]);
	expect(valuesOf(schemaAt(service, ["image"]))).toEqual([]);
	expect([["env"], ["args"], ["image"]].map((path) => emptyOf(schemaAt(service, path)))).toEqual(["{}", "[]", '""']);
});

test("nothing is known of what the rules do not name", () => {
	expect(schemaAt(service, ["constructor", "name"])).toBeNull();
	expect(schemaAt(service, ["privileged"])).toBeNull();
});
