import { describe, expect, test } from "vitest";
import { containerLabels, isOurs, label, readLabels } from "./labels.ts";
import type { ContainerSpec } from "./spec.ts";

const spec: ContainerSpec = {
	name: "n",
	owner: { tenantId: "t", leaseId: "l" },
	service: "web",
	index: 2,
	generation: 7,
	image: "web:1",
	env: {},
	labels: { team: "blue", "berth.lease": "stolen", "BERTH.installation": "other" },
	ports: [],
	tmpfs: [],
	network: { name: "net", aliases: [] },
	resources: { cpuMillis: 500, memoryBytes: 1024, pidsMax: 64 },
	stopGraceMs: 10_000,
	init: true,
};

describe("labels", () => {
	test("say who a container is and read back the same", () => {
		const read = readLabels(containerLabels(spec, "here", "key"));
		expect(read).toMatchObject({ installation: "here", tenantId: "t", leaseId: "l", service: "web", index: 2, generation: 7 });
		expect(read.specHash).toMatch(/^v3:/);
	});

	test("of a tenant stay unless they pretend to be ours", () => {
		const labels = containerLabels(spec, "here", "key");
		expect(labels.team).toBe("blue");
		expect(labels[label.lease]).toBe("l");
		expect(Object.keys(labels).filter((name) => name.startsWith("BERTH"))).toEqual([]);
	});

	test("of another installation are not ours", () => {
		expect(isOurs(containerLabels(spec, "here", "key"), "here")).toBe(true);
		expect(isOurs(containerLabels(spec, "there", "key"), "here")).toBe(false);
		expect(isOurs({}, "here")).toBe(false);
	});

	test("that are not numbers where a number belongs read as unknown", () => {
		expect(readLabels({ [label.index]: "1e3", [label.generation]: "-1" })).toMatchObject({ index: null, generation: null });
	});
});
