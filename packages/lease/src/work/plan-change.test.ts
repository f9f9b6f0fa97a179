import { parseManifest, type Service, serviceSchema } from "@berth/core";
import type { LeaseItemRecord } from "@berth/db";
import { describe, expect, it } from "vitest";
import { anItem } from "../testing/records.ts";
import { type Definition, planChange } from "./plan-change.ts";

const base = {
	image: "app:1",
	ports: { "80/tcp": {}, "53/udp": {} },
	env: { A: "1", B: "2" },
	args: ["serve"],
	health_check: { test: ["CMD", "true"], interval: "5s" },
} satisfies Partial<Service>;

const define = (service: Partial<Service> = {}, item: Partial<LeaseItemRecord> = {}): Definition => ({
	manifest: parseManifest({ services: { web: { ...base, ...service }, db: { image: "db:1" } } }),
	items: [anItem(item), anItem({ service: "db" })],
});
const plan = (before: Definition | null, after: Definition, options = {}) => {
	const [web] = planChange(before, after, options);
	return web && [web.action, web.because.join(" "), web.order];
};

describe("the change of a release", () => {
	it.each<[string, Partial<Service>, string]>([
		["an image", { image: "app:2" }, "image"],
		["a command", { command: ["run"] }, "command"],
		["an argument's place", { args: ["serve", "x"] }, "args"],
		["the value of a variable", { env: { A: "1", B: "3" } }, "env"],
		["a label", { labels: { a: "b" } }, "labels"],
		["a user", { user: "1000" }, "user"],
		["a port", { ports: { "80/tcp": {} } }, "ports"],
		["a port that becomes stable", { ports: { "80/tcp": { stable: true }, "53/udp": {} } }, "ports"],
		["the port of the proxy", { ports: { "80/tcp": { ingress: true }, "53/udp": {} } }, "ports"],
		["a health check", { health_check: { test: ["CMD", "true"], interval: "6s" } }, "healthCheck"],
		["how it is asked whether it is ready", { readiness: { tcp: { port: 80 } } }, "readiness"],
		["a temporary directory", { tmpfs: ["/cache"] }, "tmpfs"],
		["the grace of a stop", { stop_grace_period: "20s" }, "stopGracePeriod"],
		["having no init process", { init: false }, "init"],
		["a role", { role: "sidecar" }, "role"],
	])("replaces a service for %s", (_, service, because) => {
		const order = Object.values(service.ports ?? {}).some(({ stable }) => stable) ? "stop-first" : "start-first";
		expect(plan(define(), define(service))).toEqual(["replace", because, order]);
	});

	it.each<[string, Partial<Service>, Partial<Service>]>([
		["the order of what has none", {}, { env: { B: "2", A: "1" }, ports: { "53/udp": {}, "80/tcp": {} } }],
		["another spelling of a time", {}, { health_check: { test: ["CMD", "true"], interval: "5000ms" } }],
		[
			"another spelling of the time between two questions",
			{ readiness: { tcp: { port: 80 }, interval: "1s" } },
			{ readiness: { tcp: { port: 80 }, interval: "1000ms" } },
		],
		["empty instead of absent", {}, { labels: {}, command: [], tmpfs: [] }],
		["what is so by default", {}, { init: true, role: "main" }],
		["whom it waits for", {}, { depends_on: { db: { condition: "service_started" } } }],
		["how it is replaced or pulled", {}, { update_order: "stop-first", pull_policy: "always" }],
		["no health check in two words", { health_check: { test: ["NONE"] } }, { health_check: { test: ["NONE"], interval: "1s" } }],
	])("keeps a service for %s", (_, before, after) => {
		expect(plan(define(before), define(after))).toEqual(["keep", "", null]);
	});

	it("knows of every field of a service whether its container is made of it", () => {
		const made = [
			"image",
			"ports",
			"env",
			"command",
			"args",
			"labels",
			"health_check",
			"readiness",
			"tmpfs",
			"user",
			"stop_grace_period",
			"init",
			"role",
		];
		expect(Object.keys(serviceSchema.shape).sort()).toEqual([...made, "depends_on", "update_order", "pull_policy"].sort());
	});

	it.each<[string, Partial<LeaseItemRecord>, Partial<LeaseItemRecord>, unknown]>([
		["another size goes on where it stands", {}, { memoryBytes: 2 }, ["resize", "size", null]],
		[
			"so do a size and its disk, and only the difference in quantity comes",
			{ diskBytes: 1 },
			{ cpuMillis: 2, diskBytes: 2, quantity: 2 },
			["resize", "size quantity disk", null],
		],
		["another size with its first disk replaces", {}, { cpuMillis: 2, diskBytes: 1 }, ["replace", "size volume", "stop-first"]],
		["a larger quantity only adds", {}, { quantity: 3 }, ["scale", "quantity", null]],
		["a smaller quantity only takes away", { quantity: 3 }, { quantity: 1 }, ["scale", "quantity", null]],
		["a larger disk touches no container", { diskBytes: 1 }, { diskBytes: 2 }, ["scale", "disk", null]],
		["a first disk replaces, the old one first", {}, { diskBytes: 1 }, ["replace", "volume", "stop-first"]],
		["no disk any more replaces, the old one first", { diskBytes: 1 }, {}, ["replace", "volume", "stop-first"]],
		["the name of a size alone changes nothing", {}, { sku: "other" }, ["keep", "", null]],
		["a domain touches nothing where there is no proxy", {}, { domain: "a.test" }, ["route", "domain", null]],
	])("%s", (_, before, after, expected) => {
		expect(plan(define({}, before), define({}, after))).toEqual(expected);
	});

	it.each<[string, Partial<LeaseItemRecord>, Partial<LeaseItemRecord>, unknown]>([
		["a domain replaces, for it is in the container's labels", {}, { domain: "a.test" }, ["route", "domain", "start-first"]],
		["more than one get numbers into their addresses", {}, { quantity: 2 }, ["replace", "quantity", "start-first"]],
		["another size and a domain replace", {}, { cpuMillis: 2, domain: "a.test" }, ["replace", "size domain", "start-first"]],
		["those that have numbers keep them", { quantity: 2 }, { quantity: 3 }, ["scale", "quantity", null]],
	])("behind a proxy %s", (_, before, after, expected) => {
		expect(plan(define({}, before), define({}, after), { hasIngress: true })).toEqual(expected);
	});

	it.each([
		["the new one comes first", {}, {}, "start-first"],
		["as the manifest says", { update_order: "stop-first" }, {}, "stop-first"],
		["the old one goes first where a port is its own", { ports: { "80/tcp": { stable: true } } }, {}, "stop-first"],
		[
			"the old one goes first where there is a volume, whatever the manifest says",
			{ update_order: "start-first" },
			{ diskBytes: 1 },
			"stop-first",
		],
	] as const)("%s", (_, service, item, order) => {
		expect(plan(define(service, item), define({ ...service, image: "app:2" }, item))?.[2]).toBe(order);
	});

	it("adds what is new, removes what is not named any more, and adds everything where nothing serves", () => {
		const web = define();
		const other: Definition = {
			manifest: parseManifest({ services: { web: base, job: { image: "job:1" } } }),
			items: [anItem(), anItem({ service: "job", quantity: 2 })],
		};
		expect(planChange(web, other).map(({ service, action, from, to }) => [service, action, from, to])).toEqual([
			["web", "keep", 1, 1],
			["job", "add", 0, 2],
			["db", "remove", 1, 0],
		]);
		expect(planChange(null, web).map(({ action }) => action)).toEqual(["add", "add"]);
	});
});
