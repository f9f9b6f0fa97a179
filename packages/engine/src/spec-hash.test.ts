import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ContainerSpec } from "./spec.ts";
import { defaultHashKey, isHashOf, specHash } from "./spec-hash.ts";

const key = defaultHashKey("here");
const text = fc.string({ minLength: 1, maxLength: 8 });
const record = fc.dictionary(text, fc.string({ maxLength: 8 }), { maxKeys: 5, noNullPrototype: true });
const port = fc.record({ port: fc.integer({ min: 1, max: 65535 }), protocol: fc.constantFrom("tcp" as const, "udp" as const) });

const anySpec: fc.Arbitrary<ContainerSpec> = fc.record(
	{
		name: text,
		owner: fc.record({ tenantId: text, leaseId: text }),
		service: text,
		index: fc.nat(9),
		generation: fc.nat(9),
		image: text,
		command: fc.array(text, { maxLength: 3 }),
		args: fc.array(text, { maxLength: 3 }),
		env: record,
		labels: record,
		user: text,
		healthCheck: fc.record({ test: fc.array(text, { minLength: 1, maxLength: 3 }), retries: fc.integer({ min: 1, max: 9 }) }),
		ports: fc.array(port, { maxLength: 4 }),
		tmpfs: fc.array(text, { maxLength: 4 }),
		mounts: fc.array(fc.record({ volumeId: text, target: text, readOnly: fc.boolean() }), { maxLength: 3 }),
		network: fc.record({ name: text, aliases: fc.array(text, { maxLength: 4 }) }),
		resources: fc.record({ cpuMillis: fc.nat(4000), memoryBytes: fc.nat(), pidsMax: fc.nat(4096) }),
		stopGraceMs: fc.nat(60_000),
		init: fc.boolean(),
	},
	{
		requiredKeys: [
			"name",
			"owner",
			"service",
			"index",
			"generation",
			"image",
			"env",
			"labels",
			"ports",
			"tmpfs",
			"mounts",
			"network",
			"resources",
			"stopGraceMs",
			"init",
		],
	},
);

const reversed = <T>(values: readonly T[]): T[] => [...values].reverse();
const reversedRecord = (values: Readonly<Record<string, string>>) => Object.fromEntries(reversed(Object.entries(values)));

/** One change of meaning per field; each must be seen. */
const changes: Record<string, (spec: ContainerSpec) => ContainerSpec> = {
	owner: (spec) => ({ ...spec, owner: { ...spec.owner, leaseId: `${spec.owner.leaseId}x` } }),
	service: (spec) => ({ ...spec, service: `${spec.service}x` }),
	index: (spec) => ({ ...spec, index: spec.index + 1 }),
	image: (spec) => ({ ...spec, image: `${spec.image}x` }),
	command: (spec) => ({ ...spec, command: [...(spec.command ?? []), "x"] }),
	args: (spec) => ({ ...spec, args: [...(spec.args ?? []), "x"] }),
	env: (spec) => ({ ...spec, env: { ...spec.env, added: "" } }),
	labels: (spec) => ({ ...spec, labels: { ...spec.labels, added: "" } }),
	user: (spec) => ({ ...spec, user: `${spec.user ?? ""}x` }),
	healthCheck: (spec) => ({ ...spec, healthCheck: { test: [...(spec.healthCheck?.test ?? []), "x"] } }),
	readiness: (spec) => ({ ...spec, readiness: { probe: { kind: "tcp", port: 8080 } } }),
	ports: (spec) => ({ ...spec, ports: [...spec.ports, { port: 70_000, protocol: "tcp" }] }),
	tmpfs: (spec) => ({ ...spec, tmpfs: [...spec.tmpfs, "/a-longer-path"] }),
	mounts: (spec) => ({ ...spec, mounts: [...(spec.mounts ?? []), { volumeId: "another volume", target: "/data", readOnly: true }] }),
	writablePaths: (spec) => ({ ...spec, writablePaths: { kind: "tmpfs" } }),
	network: (spec) => ({ ...spec, network: { ...spec.network, aliases: [...spec.network.aliases, "a-longer-alias"] } }),
	hostPort: (spec) => ({ ...spec, ports: [...spec.ports, { port: 70_000, protocol: "tcp", hostPort: 30_000 }] }),
	stopGraceMs: (spec) => ({ ...spec, stopGraceMs: spec.stopGraceMs + 1 }),
	init: (spec) => ({ ...spec, init: !spec.init }),
};

describe("spec hash", () => {
	test("is the same whatever the order of things that have none", () => {
		fc.assert(
			fc.property(anySpec, (spec) => {
				const shuffled = {
					...spec,
					env: reversedRecord(spec.env),
					labels: reversedRecord(spec.labels),
					ports: reversed(spec.ports),
					tmpfs: reversed(spec.tmpfs),
					...(spec.mounts ? { mounts: reversed(spec.mounts) } : {}),
					network: { ...spec.network, aliases: reversed(spec.network.aliases) },
				};
				expect(specHash(shuffled, key)).toBe(specHash(spec, key));
			}),
		);
	});

	test("does not depend on which copy or generation it is of", () => {
		fc.assert(
			fc.property(anySpec, text, fc.nat(), (spec, name, generation) => {
				expect(specHash({ ...spec, name, generation, resources: { cpuMillis: 1, memoryBytes: 2, pidsMax: 3 } }, key)).toBe(
					specHash(spec, key),
				);
			}),
		);
	});

	test("takes missing and empty for the same", () => {
		fc.assert(
			fc.property(anySpec, (spec) => {
				const { command: _command, args: _args, ...without } = spec;
				expect(specHash({ ...without, command: [], args: [] }, key)).toBe(specHash(without, key));
			}),
		);
	});

	test.each(Object.keys(changes))("sees a change of %s", (field) => {
		const change = changes[field];
		fc.assert(
			fc.property(anySpec, (spec) => {
				fc.pre(!("added" in spec.env) && !("added" in spec.labels));
				expect(specHash(change?.(spec) ?? spec, key)).not.toBe(specHash(spec, key));
			}),
		);
	});

	test("does not let whoever lacks the key test a guess at an env value", () => {
		fc.assert(
			fc.property(anySpec, (spec) => {
				const env = { ...spec.env, TOKEN: "1234" };
				expect(specHash({ ...spec, env }, "another key")).not.toBe(specHash({ ...spec, env }, key));
			}),
		);
	});

	test("keeps its value between versions of the program, and knows that of the one before", () => {
		const spec: ContainerSpec = {
			name: "n",
			owner: { tenantId: "t", leaseId: "l" },
			service: "web",
			index: 0,
			generation: 1,
			image: "registry.test/web:1",
			env: { A: "1" },
			labels: {},
			ports: [{ port: 80, protocol: "tcp" }],
			tmpfs: [],
			network: { name: "net", aliases: ["web"] },
			resources: { cpuMillis: 500, memoryBytes: 1024, pidsMax: 64 },
			stopGraceMs: 10_000,
			init: true,
		};
		expect(specHash(spec, key)).toMatchInlineSnapshot(`"v3:248793b2c3277433815d2b68c38ab1a5b543a4fba1d078cf517824d25c79f579"`);

		const former = "v2:358d7cc20e0370dfb5041810553a34e5ace0b185994226bac8b8362875b1afe6";
		const larger = { ...spec, resources: { cpuMillis: 900, memoryBytes: 4096, pidsMax: 64 } };
		expect(isHashOf(former, larger, key, spec.resources)).toBe(true);
		expect(isHashOf(former, spec, key, { cpuMillis: 0, memoryBytes: 0, pidsMax: 0 })).toBe(true);
		expect(isHashOf(former, { ...spec, image: "registry.test/web:2" }, key, spec.resources)).toBe(false);
		expect(isHashOf(former, { ...spec, ports: [{ port: 80, protocol: "tcp", hostPort: 30_000 }] }, key, spec.resources)).toBe(false);
		for (const none of [undefined, "", "v1:0"]) expect(isHashOf(none, spec, key, spec.resources)).toBe(false);
	});
});
