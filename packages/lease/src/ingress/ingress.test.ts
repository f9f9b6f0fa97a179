import { AppError, type Manifest } from "@berth/core";
import { describe, expect, it } from "vitest";
import type { IngressOptions } from "../agent-types.ts";
import { noLog } from "../observe.ts";
import { aLease, anInstance, anItem } from "../testing/records.ts";
import { domainsToHeal } from "./heal-domains.ts";
import { ingressEndpoints, ingressOf } from "./ingress-of.ts";
import { routableDomains } from "./routable-domains.ts";
import { asRouted, keepRoutes } from "./routes.ts";

const DOMAIN = "shop.example.org";

const ingress: IngressOptions = {
	wildcardDomain: "apps.test",
	entrypoint: "websecure",
	certResolver: "http01",
	middlewares: ["gzip@file"],
	portOf: (ports) =>
		ports.find(({ protocol, ingress: marked }) => protocol === "tcp" && marked)?.port ??
		ports.find(({ protocol }) => protocol === "tcp")?.port ??
		null,
	addressOf: ({ service, index, quantity }) => `${service}${quantity > 1 ? `-${index}` : ""}.apps.test`,
	isDomainReady: async (domain) => domain === DOMAIN,
};
const signal = new AbortController().signal;
const route = (host: string, url: string | null = `https://${host}`) =>
	({ service: "web", instance: 0, port: 80, protocol: "tcp", host, hostPort: null, url }) as const;
const published = {
	service: "web",
	instance: 0,
	port: 80,
	protocol: "tcp",
	host: "127.0.0.1",
	hostPort: 4711,
	url: "http://127.0.0.1:4711",
} as const;

describe("an instance behind the proxy", () => {
	it("is reached on the port that is marked, under its own name and the tenant's", () => {
		const spec = ingressOf(
			ingress,
			{ ports: { "9000/tcp": {}, "80/tcp": { ingress: true }, "53/udp": {} } },
			{ quantity: 2, domain: DOMAIN },
		);
		expect(spec).toEqual({
			quantity: 2,
			port: 80,
			wildcardDomain: "apps.test",
			entrypoint: "websecure",
			customDomain: { domain: DOMAIN, certResolver: "http01", middlewares: ["gzip@file"] },
		});
		if (spec === undefined) throw new Error("no spec");
		const container = { owner: { tenantId: "t", leaseId: "l" }, service: "web", index: 0, ingress: spec };
		expect(ingressEndpoints(ingress, container)).toEqual([route(DOMAIN), route("web-0.apps.test")]);
	});

	it.each([
		["no proxy", null, { "80/tcp": {} }],
		["no tcp port", ingress, { "53/udp": {} }],
		["no port at all", ingress, undefined],
	])("is not reached with %s", (_, options, ports) => {
		expect(ingressOf(options, ports === undefined ? {} : { ports }, { quantity: 1, domain: DOMAIN })).toBeUndefined();
	});
});

describe("the row of a container", () => {
	const made = anInstance({ state: "created", endpoints: [route(DOMAIN), route("web.apps.test")] });

	it("keeps the names it was made with, which lead nowhere while it does not run", () => {
		const running = keepRoutes(made, anInstance({ endpoints: [published] }));
		expect(running.endpoints).toEqual([route(DOMAIN), route("web.apps.test"), published]);
		const exited = keepRoutes(running, anInstance({ state: "exited" }));
		expect(exited.endpoints).toEqual([route(DOMAIN, null), route("web.apps.test", null)]);
		expect(keepRoutes(exited, anInstance({ endpoints: [published] })).endpoints).toEqual(running.endpoints);
	});

	it("has no names of another container", () => {
		expect(keepRoutes(made, anInstance({ containerId: "another" })).endpoints).toEqual([]);
		expect(keepRoutes(made, anInstance({ containerId: null, state: "missing" })).endpoints).toEqual([]);
	});
});

describe("a tenant's domain", () => {
	const lease = aLease({ items: [anItem({ domain: DOMAIN })] });
	const ask = (over: Partial<IngressOptions> = {}, instances = [anInstance()], domain = DOMAIN) =>
		routableDomains({ ingress: { ...ingress, ...over }, log: noLog }, { lease, items: [anItem({ domain })], instances }, signal);
	const stumbles = async () => {
		throw new AppError("TIMEOUT");
	};

	it.each([
		["is routed once it leads here", {}, DOMAIN, [["web", DOMAIN]]],
		["is not routed before", {}, "other.example.org", []],
		["is routed unasked where nobody checks", { isDomainReady: null }, "other.example.org", [["web", "other.example.org"]]],
		["is not routed when nobody can say", { isDomainReady: stumbles }, DOMAIN, []],
		["is never one of the installation's own names", { isDomainReady: null }, "bank.apps.test", []],
	])("%s", async (_, over, domain, routed) => {
		expect([...(await ask(over, undefined, domain))]).toEqual(routed);
	});

	it("stays routed while name servers stumble", async () => {
		const routed = anInstance({ endpoints: [route(DOMAIN)] });
		expect([...(await ask({ isDomainReady: stumbles }, [routed]))]).toEqual([["web", DOMAIN]]);
	});
});

describe("what is to be routed anew", () => {
	const manifest: Manifest = { services: { web: { image: "app:1", ports: { "80/tcp": {} } }, worker: { image: "app:1" } } };
	const lease = aLease({
		serving: { "web-0": 1, "web-1": 2, "worker-0": 1 },
		items: [anItem({ quantity: 2, domain: DOMAIN }), anItem({ service: "worker", domain: "worker.example.org" })],
	});
	const rows = (first: boolean, second: boolean) => [
		anInstance({ endpoints: first ? [route(DOMAIN)] : [] }),
		anInstance({ index: 1, generation: 2, endpoints: second ? [route(DOMAIN)] : [] }),
		// Of a former generation, kept for its logs.
		anInstance({ index: 1, generation: 1, endpoints: [] }),
	];
	const healed = (first: boolean, second: boolean) =>
		domainsToHeal(ingress, lease, manifest, rows(first, second)).map((item) => item.service);

	it("is a service of which not every serving instance is routed, and none without a port for it", () => {
		expect(healed(true, true)).toEqual([]);
		expect(healed(true, false)).toEqual(["web"]);
		expect(healed(false, false)).toEqual(["web"]);
	});

	it("differs from what is wanted in its domain alone", () => {
		expect(asRouted(lease, rows(true, true), lease.items)[0]).toEqual(lease.items[0]);
		expect(asRouted(lease, rows(true, false), lease.items)[0]).toEqual({ ...lease.items[0], domain: null });
	});
});
