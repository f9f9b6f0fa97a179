import fc from "fast-check";
import { expect, test } from "vitest";
import { isAppError } from "../errors.ts";
import { startOrder } from "./order.ts";
import { parseManifest } from "./parse.ts";
import { stablePorts } from "./stable-ports.ts";

const issuesOf = (input: unknown): readonly { path: string; message: string }[] => {
	try {
		parseManifest(input);
	} catch (error) {
		if (isAppError(error, "INVALID_MANIFEST"))
			return (error.data.issues as { path: string; message: string }[] | undefined) ?? [{ path: "", message: error.message }];
		throw error;
	}
	return [];
};

test("a single container becomes a stack of one service named app", () => {
	expect(parseManifest({ image: "nginx" })).toEqual({ services: { app: { image: "nginx" } } });
});

test("a whole stack is kept as it was written", () => {
	const stack = {
		services: {
			web: {
				image: "nginx",
				ports: { "80/tcp": { ingress: true }, "53/udp": {} },
				env: { A: "1" },
				depends_on: { db: { condition: "service_healthy" }, cache: { condition: "service_healthy" } },
				stop_grace_period: "5s",
			},
			cache: { image: "redis:8", readiness: { tcp: { port: 6379 }, interval: "500ms", retries: 20, start_period: "1m" } },
			db: { image: "postgres:17", health_check: { test: ["CMD", "pg_isready"], interval: "5s", retries: 3 } },
		},
	};
	expect(parseManifest(stack)).toEqual(stack);
});

test.each([
	["an unknown field", { image: "x", privileged: true }, "privileged"],
	["an unknown field in a service", { services: { a: { image: "x", volumes: [] } } }, "services.a.volumes"],
	["an unknown field beside services", { services: { a: { image: "x" } }, version: "3" }, "version"],
	["a missing image", { services: { a: {} } }, "services.a.image"],
	["a port out of range", { image: "x", ports: { "70000/tcp": {} } }, "ports.70000/tcp"],
	["a port without a protocol", { image: "x", ports: { "80": {} } }, "ports.80"],
	["PATH in the environment", { image: "x", env: { path: "x" } }, "env.path"],
	["a loader variable", { image: "x", env: { LD_PRELOAD: "x" } }, "env.LD_PRELOAD"],
	["an = in a name", { image: "x", env: { "A=B": "x" } }, "env.A=B"],
	["a NUL in a value", { image: "x", env: { A: "\0" } }, "env.A"],
	["a label of ours", { image: "x", labels: { "Berth.lease": "x" } }, "labels.Berth.lease"],
	["a routing label", { image: "x", labels: { "traefik.http.routers.x.rule": "x" } }, "labels.traefik.http.routers.x.rule"],
	["a tmpfs over /proc", { image: "x", tmpfs: ["/proc/x"] }, "tmpfs.0"],
	["a tmpfs that climbs", { image: "x", tmpfs: ["/a/../etc"] }, "tmpfs.0"],
	["a program without a name", { image: "x", command: ["", "-v"] }, "command"],
	["a health check of an unknown kind", { image: "x", health_check: { test: ["SHELL", "x"] } }, "health_check.test"],
	["a readiness that asks nothing", { image: "x", readiness: { interval: "1s" } }, "readiness"],
	["a readiness in two ways", { image: "x", readiness: { tcp: { port: 80 }, command: ["true"] } }, "readiness"],
	["a readiness that is asked elsewhere", { image: "x", readiness: { http: { host: "x", port: 80, path: "/" } } }, "readiness.http.host"],
	["a readiness at no port", { image: "x", readiness: { tcp: { port: 0 } } }, "readiness.tcp.port"],
	["a readiness at half a request", { image: "x", readiness: { http: { port: 80, path: "/ HTTP/1.0" } } }, "readiness.http.path"],
	["a readiness by no program", { image: "x", readiness: { command: [] } }, "readiness.command"],
	["a readiness asked without a pause", { image: "x", readiness: { tcp: { port: 80 }, interval: "0s" } }, "readiness.interval"],
	["a grace of an hour", { image: "x", stop_grace_period: "1h" }, "stop_grace_period"],
	["a service name in capitals", { services: { Web: { image: "x" } } }, "services.Web"],
	["no services", { services: {} }, "services"],
	["a list", [], ""],
	["null", null, ""],
])("%s is refused by its path", (_, input, path) => {
	expect(issuesOf(input).map((issue) => issue.path)).toContain(path);
});

test("a port may be stable, and then its service is never replaced by what comes up beside it", () => {
	const stable = { image: "x", ports: { "53/udp": { stable: true }, "80/tcp": { stable: false } } };
	expect(issuesOf({ ...stable, update_order: "stop-first" })).toEqual([]);
	expect(issuesOf({ ...stable, update_order: "start-first" })).toMatchObject([{ path: "services.app.update_order" }]);
	expect(issuesOf({ image: "x", ports: { "80/tcp": {} }, update_order: "start-first" })).toEqual([]);
	expect(issuesOf({ image: "x", ports: { "80/tcp": { stable: 30_000 } } })).toMatchObject([{ path: "ports.80/tcp.stable" }]);
	expect(stablePorts(stable)).toEqual([{ port: 53, protocol: "udp" }]);
});

test("ingress takes one tcp port of a service", () => {
	expect(issuesOf({ image: "x", ports: { "53/udp": { ingress: true } } })).toHaveLength(1);
	expect(issuesOf({ image: "x", ports: { "80/tcp": { ingress: true }, "81/tcp": { ingress: true } } })).toHaveLength(1);
});

test.each([
	["itself", { a: { image: "x", depends_on: { a: { condition: "service_started" } } } }, /itself/],
	["a stranger", { a: { image: "x", depends_on: { b: { condition: "service_started" } } } }, /not in the stack/],
	[
		"health that is not checked",
		{ a: { image: "x", depends_on: { b: { condition: "service_healthy" } } }, b: { image: "x" } },
		/no health check/,
	],
	[
		"a circle",
		{
			a: { image: "x", depends_on: { b: { condition: "service_started" } } },
			b: { image: "x", depends_on: { c: { condition: "service_started" } } },
			c: { image: "x", depends_on: { a: { condition: "service_started" } } },
		},
		/a → b → c → a/,
	],
])("a service that depends on %s is refused", (_, services, why) => {
	expect(issuesOf({ services })[0]?.message).toMatch(why);
});

const init = { image: "x", role: "init" };
const started = { condition: "service_started" };
test.each([
	["is all there is", { a: init }, /not an init/],
	["waits for what begins after it", { a: { ...init, depends_on: { b: started } }, b: { image: "x" } }, /after all inits/],
	["is asked whether it is ready", { a: { ...init, readiness: { tcp: { port: 80 } } }, b: { image: "x" } }, /never ready/],
	[
		"is waited for to be healthy",
		{
			a: { ...init, health_check: { test: ["CMD", "true"] } },
			b: { image: "x", depends_on: { a: { condition: "service_healthy" } } },
		},
		/never healthy/,
	],
])("an init that %s is refused", (_, services, why) => {
	expect(issuesOf({ services })[0]?.message).toMatch(why);
});

test("inits may wait for each other, and others for an init to have run", () => {
	const services = { a: init, b: { ...init, depends_on: { a: started } }, c: { image: "x", depends_on: { b: started } } };
	expect(Object.keys(parseManifest({ services }).services)).toEqual(["a", "b", "c"]);
});

test("every service comes in a later layer than all it depends on", () => {
	const stacks = fc.array(fc.array(fc.nat({ max: 7 }), { maxLength: 4 }), { minLength: 1, maxLength: 8 }).map((rows) =>
		Object.fromEntries(
			rows.map((targets, own) => [
				`s${own}`,
				{
					image: "x",
					depends_on: Object.fromEntries(
						targets.filter((target) => target < own).map((target) => [`s${target}`, { condition: "service_started" as const }]),
					),
				},
			]),
		),
	);
	fc.assert(
		fc.property(stacks, (services) => {
			const layers = startOrder(services);
			const layerOf = (name: string) => layers.findIndex((layer) => layer.includes(name));
			expect(layers.flat().sort()).toEqual(Object.keys(services).sort());
			for (const [name, service] of Object.entries(services))
				for (const target of Object.keys(service.depends_on)) expect(layerOf(target)).toBeLessThan(layerOf(name));
		}),
	);
});

test("names such as __proto__ and constructor get no special treatment", () => {
	expect(issuesOf(JSON.parse('{"services":{"__proto__":{"image":"x"}}}'))).not.toHaveLength(0);
	expect(issuesOf({ services: { a: { image: "x", depends_on: { constructor: { condition: "service_started" } } } } })).not.toHaveLength(0);
});
