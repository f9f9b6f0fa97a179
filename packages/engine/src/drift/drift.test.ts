import fc from "fast-check";
import { expect, test } from "vitest";
import type { ContainerSpec } from "../spec.ts";
import { type ContainerShape, driftFields, wantedShape } from "./container-shape.ts";
import { findDrift } from "./find-drift.ts";

const settings = {
	installation: "here",
	hashKey: "key",
	imageId: "sha256:1",
	enforced: { memory: true, swap: true, cpu: true, pids: true },
};

const spec: ContainerSpec = {
	name: "app",
	owner: { tenantId: "ada", leaseId: "l1" },
	service: "api",
	index: 0,
	generation: 1,
	image: "app:1",
	command: ["serve"],
	args: ["--fast"],
	env: { TOKEN: "hunter2", MODE: "a" },
	labels: { team: "blue" },
	user: "1000",
	healthCheck: { test: ["CMD", "true"], intervalMs: 1_000 },
	readiness: { probe: { kind: "tcp", port: 8080 } },
	ports: [{ port: 8080, protocol: "tcp" }],
	tmpfs: ["/cache"],
	mounts: [{ volumeId: "0190a0a0-0000-7000-8000-000000000001", target: "/data", readOnly: false }],
	network: { name: "net", aliases: ["api"] },
	resources: { cpuMillis: 500, memoryBytes: 1_000, pidsMax: 10 },
	stopGraceMs: 5_000,
	init: true,
};
const shape = (changes: Partial<ContainerSpec> = {}, of: Partial<typeof settings> = {}) =>
	wantedShape({ ...spec, ...changes }, { ...settings, ...of });
const driftTo = (changes: Partial<ContainerSpec>) => findDrift(shape(changes), shape(), {});

test("a container that is as its spec says has no drift, whatever its name and generation and the order of what has none", () => {
	const same = { name: "other", generation: 9, env: { MODE: "a", TOKEN: "hunter2" }, ports: [...spec.ports, ...spec.ports] };
	expect(driftTo(same)).toEqual([]);
});

test.each<[string, Partial<ContainerSpec>, object]>([
	["image", { image: "app:2" }, { field: "image", key: null, wanted: "app:2", actual: "app:1" }],
	["command", { command: ["run"] }, { field: "command", key: null, wanted: '["run"]', actual: '["serve"]' }],
	["args", { args: [] }, { field: "args", key: null, wanted: null, actual: '["--fast"]' }],
	["a value of env", { env: { ...spec.env, MODE: "b" } }, { field: "env", key: "MODE", wanted: "[hidden]", actual: "[hidden]" }],
	["a variable more", { env: { ...spec.env, NEW: "x" } }, { field: "env", key: "NEW", wanted: "[hidden]", actual: null }],
	["a variable less", { env: { TOKEN: "hunter2" } }, { field: "env", key: "MODE", wanted: null, actual: "[hidden]" }],
	["user", { user: "0" }, { field: "user", key: null, wanted: "0", actual: "1000" }],
	["a tenant's label", { labels: { team: "red" } }, { field: "labels", key: "team", wanted: "red", actual: "blue" }],
	["owner", { owner: { ...spec.owner, leaseId: "l2" } }, { field: "labels", key: "berth.lease", wanted: "l2", actual: "l1" }],
	["index", { index: 3 }, { field: "labels", key: "berth.index", wanted: "3", actual: "0" }],
	["kind", { kind: "sidecar" }, { field: "labels", key: "berth.kind", wanted: "sidecar", actual: null }],
	["a port", { ports: [] }, { field: "ports", key: "8080/tcp", wanted: null, actual: "published" }],
	["a mount", { mounts: [] }, { field: "mounts", key: "/data", wanted: null }],
	["a tmpfs", { tmpfs: ["/cache", "/more/"] }, { field: "tmpfs", key: "/more", wanted: "temporary", actual: null }],
	["pids", { resources: { ...spec.resources, pidsMax: 11 } }, { field: "limits", key: "pidsMax", wanted: "11", actual: "10" }],
	[
		"health check",
		{ healthCheck: { test: ["CMD", "true"], intervalMs: 2_000 } },
		{ field: "healthCheck", key: "intervalMs", wanted: "2000" },
	],
	["network", { network: { name: "other", aliases: ["api"] } }, { field: "network", key: null, wanted: "other", actual: "net" }],
	["an alias", { network: { name: "net", aliases: ["api", "web"] } }, { field: "aliases", key: "web", wanted: "answers", actual: null }],
	["grace", { stopGraceMs: 5_001 }, { field: "stopGraceSeconds", key: null, wanted: "6", actual: "5" }],
	["init", { init: false }, { field: "init", key: null, wanted: "false", actual: "true" }],
])("another %s is told and nothing else", (_, changes, drift) => {
	expect(driftTo(changes)).toEqual([expect.objectContaining(drift)]);
});

test("what readiness is found out by is told as well", () => {
	expect(driftTo({ readiness: { probe: { kind: "tcp", port: 9 } } })).toMatchObject([{ field: "labels", key: "berth.readiness" }]);
});

test("an image of the same name that is another is told, and not when it is not known", () => {
	expect(findDrift(shape({}, { imageId: "sha256:2" }), shape(), {})).toMatchObject([{ field: "imageId", wanted: "sha256:2" }]);
	expect(shape({}, { imageId: null as unknown as string }).imageId).toEqual({});
});

test("no shape and no drift holds a value of env, nor what could be made of it without the key", () => {
	const other = { env: { TOKEN: "hunter3", MODE: "a" } };
	const said = JSON.stringify([shape(), shape(other), driftTo(other)]);
	expect(said).not.toContain("hunter");
	expect(shape({}, { hashKey: "another key" }).env).not.toEqual(shape().env);
});

test("what the image brings counts as wanted where the spec says nothing, and may have given way", () => {
	const brought: ContainerShape = { env: { PATH: "p" }, command: { "": '["app"]' }, args: { "": '["run"]' }, user: { "": "app" } };
	expect(findDrift({ env: {} }, { env: { PATH: "p" }, command: { "": '["app"]' }, user: { "": "app" } }, brought)).toEqual([]);
	expect(findDrift({}, { command: { "": '["old"]' }, env: { PATH: "q" } }, brought)).toEqual([
		{ field: "command", key: null, wanted: '["app"]', actual: '["old"]' },
		{ field: "env", key: "PATH", wanted: "[hidden]", actual: "[hidden]" },
	]);
});

test("a kernel that enforces no limit has none to differ in", () => {
	const none = { enforced: { memory: false, swap: false, cpu: false, pids: false } };
	expect(findDrift(shape({ resources: { cpuMillis: 1, memoryBytes: 1, pidsMax: 1 } }, none), shape({}, none), {})).toEqual([]);
});

test("of any two shapes exactly the keys that differ are told, also ones that every object has", () => {
	const key = fc.constantFrom("", "a", "constructor", "toString");
	const part = fc.dictionary(key, fc.constantFrom("1", "2"), { noNullPrototype: true });
	const any = fc.record(Object.fromEntries(driftFields.map((field) => [field, part])), { requiredKeys: [] });
	fc.assert(
		fc.property(any, any, (wanted: ContainerShape, actual: ContainerShape) => {
			const told = findDrift(wanted, actual, {}).map(({ field, key: name }) => `${field} ${name ?? ""}`);
			const differing = driftFields.flatMap((field) =>
				["", "a", "constructor", "toString"]
					.filter((name) => under(wanted[field], name) !== under(actual[field], name))
					.map((name) => `${field} ${name}`),
			);
			expect(told.sort()).toEqual(differing.sort());
			expect(findDrift(wanted, wanted, {})).toEqual([]);
		}),
	);
});

const under = (part: Readonly<Record<string, string>> | undefined, name: string) =>
	Object.entries(part ?? {}).find(([key]) => key === name)?.[1];
