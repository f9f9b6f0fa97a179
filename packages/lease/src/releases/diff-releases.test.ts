import type { Manifest, Service } from "@berth/core";
import type { LeaseItemRecord } from "@berth/db";
import { expect, test } from "vitest";
import { type Compared, diffReleases } from "./diff-releases.ts";

const item = (service: string, given: Partial<LeaseItemRecord> = {}): LeaseItemRecord => ({
	service,
	sku: "small",
	quantity: 1,
	cpuMillis: 500,
	memoryBytes: 1,
	diskBytes: 0,
	pidsMax: 64,
	domain: null,
	...given,
});
const release = (
	services: Record<string, unknown>,
	items: readonly LeaseItemRecord[] = Object.keys(services).map((name) => item(name)),
): Compared => ({
	// Hostile and future fields are what is tried here; the stored JSON has no type either.
	manifest: { services } as unknown as Manifest,
	items,
});
const web: Service = {
	image: "web:1",
	ports: { "80/tcp": {}, "443/tcp": { ingress: true } },
	env: { A: "1", B: "2" },
	command: ["a", "b"],
};

test("releases that say the same in another order of fields, ports, variables and services do not differ", () => {
	const turned = { command: ["a", "b"], env: { B: "2", A: "1" }, ports: { "443/tcp": { ingress: true }, "80/tcp": {} }, image: "web:1" };
	expect(
		diffReleases(release({ web, db: { image: "db" } }), release({ db: { image: "db" }, web: turned }, [item("db"), item("web")])),
	).toEqual([]);
});

test("each field that differs is named with both values, and what is leased of a service beside what it runs", () => {
	const next = { ...web, image: "web:2", ports: { "80/tcp": {}, "53/udp": {} }, command: ["b", "a"], user: "1000" };
	const items = [item("web", { sku: "large", quantity: 3, memoryBytes: 2, domain: "shop.example.org" })];
	const [diff, ...others] = diffReleases(release({ web }), release({ web: next }, items));
	expect(others).toEqual([]);
	expect(diff).toMatchObject({ service: "web", change: "changed" });
	const said = diff?.fields.map(({ field, key, change, from, to }) => [field, key, change, from, to]);
	expect(said).toEqual([
		["command", null, "changed", '["a","b"]', '["b","a"]'],
		["domain", null, "added", null, "shop.example.org"],
		["image", null, "changed", "web:1", "web:2"],
		["memoryBytes", null, "changed", "1", "2"],
		["ports", "443/tcp", "removed", '{"ingress":true}', null],
		["ports", "53/udp", "added", null, "{}"],
		["quantity", null, "changed", "1", "3"],
		["sku", null, "changed", "small", "large"],
		["user", null, "added", null, "1000"],
	]);
});

test("services that came and went are told with all they have", () => {
	const diff = diffReleases(release({ web, old: { image: "old" } }), release({ web, new: { image: "new" } }));
	expect(diff.map(({ service, change }) => [service, change])).toEqual([
		["new", "added"],
		["old", "removed"],
	]);
	expect(diff[0]?.fields).toContainEqual({ field: "image", key: null, change: "added", from: null, to: "new", isMasked: false });
	expect(diff[1]?.fields.every(({ change, to }) => change === "removed" && to === null)).toBe(true);
});

test("no value of the environment, nor of a field that nobody has said may be seen, is told: only that it differs", () => {
	const hidden = "do-not-tell";
	const before = { image: "i", env: { KEPT: hidden, CHANGED: `${hidden}-1`, GONE: hidden }, secrets: { key: `${hidden}-2` } };
	const after = { image: "i", env: { KEPT: hidden, CHANGED: `${hidden}-3`, NEW: hidden }, secrets: { key: `${hidden}-4` } };
	const diff = diffReleases(release({ app: before }), release({ app: after }));
	expect(JSON.stringify(diff)).not.toContain(hidden);
	expect(diff[0]?.fields.map(({ field, key, change, isMasked }) => [field, key, change, isMasked])).toEqual([
		["env", "CHANGED", "changed", true],
		["env", "GONE", "removed", true],
		["env", "NEW", "added", true],
		["secrets", null, "changed", true],
	]);
	const added = diffReleases(release({}), release({ app: before }));
	expect(JSON.stringify(added)).not.toContain(hidden);
});

test("names that mean something to the language are names and nothing more", () => {
	const hostile = ["__proto__", "constructor", "toString", "hasOwnProperty", "a.b", 'x"],["y', "", "é".repeat(200)];
	const env = (value: string) => JSON.parse(`{${hostile.map((name) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(",")}}`);
	const services = JSON.parse(`{"__proto__":{"image":"a"},"constructor":{"image":"b"},"app":{"image":"c"}}`);
	const parsed = (value: string) => ({ ...services, app: { image: "c", env: env(value) } });
	const from = release(Object.assign(Object.create(null), parsed("1")), []);
	const to = release(Object.assign(Object.create(null), parsed("2")), []);
	const [diff, ...others] = diffReleases(from, to);
	expect(others).toEqual([]);
	expect(new Set(diff?.fields.map(({ key }) => key))).toEqual(new Set(hostile));
	expect(diffReleases(release(JSON.parse("{}"), []), release(services, [])).map(({ service }) => service)).toEqual([
		"__proto__",
		"app",
		"constructor",
	]);
	expect(({} as Record<string, unknown>).image).toBeUndefined();
});

test("a value that is longer than anybody reads is cut", () => {
	const [diff] = diffReleases(release({ app: { image: "i" } }), release({ app: { image: "i", args: ["x".repeat(100_000)] } }));
	expect(diff?.fields[0]?.to?.length).toBeLessThan(2_100);
});
