import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { containerLabels } from "../labels.ts";
import type { ContainerSpec } from "../spec.ts";
import { specHash } from "../spec-hash.ts";
import { ingressLabels } from "./ingress-labels.ts";
import type { IngressSpec } from "./ingress-spec.ts";

const ingress: IngressSpec = { quantity: 1, port: 8080, wildcardDomain: "apps.test", entrypoint: "websecure" };
const customDomain = { domain: "shop.example.org", certResolver: "http01", middlewares: ["security-headers@file", "gzip@docker"] };

const specOf = (changes: Partial<ContainerSpec> = {}): ContainerSpec => ({
	name: "n",
	owner: { tenantId: "t", leaseId: "l" },
	service: "web",
	index: 0,
	generation: 1,
	image: "web:1",
	env: {},
	labels: {},
	ports: [{ port: 8080, protocol: "tcp" }],
	ingress,
	tmpfs: [],
	network: { name: "tenant-net", aliases: [] },
	resources: { cpuMillis: 500, memoryBytes: 1024, pidsMax: 64 },
	stopGraceMs: 10_000,
	init: true,
	...changes,
});

const hostsOf = (labels: Record<string, string>) => Object.keys(labels).filter((name) => name.endsWith(".rule"));

describe("the labels of a routed container", () => {
	test("route its generated name to its port", () => {
		const labels = ingressLabels(specOf());
		const fqdn = labels["berth.fqdn"] ?? "";
		const router = `berth-${fqdn.split(".")[0]}`;
		expect(fqdn).toMatch(/^web-[0-9a-f]{7}\.apps\.test$/);
		expect(labels).toEqual({
			"traefik.enable": "true",
			"traefik.docker.network": "tenant-net",
			[`traefik.http.routers.${router}.rule`]: `Host(\`${fqdn}\`)`,
			[`traefik.http.routers.${router}.entrypoints`]: "websecure",
			[`traefik.http.routers.${router}.tls`]: "true",
			[`traefik.http.routers.${router}.service`]: router,
			[`traefik.http.services.${router}.loadbalancer.server.port`]: "8080",
			"berth.fqdn": fqdn,
		});
	});

	test("add one router for a custom domain, the same on every instance", () => {
		const of = (index: number) => ingressLabels(specOf({ index, ingress: { ...ingress, quantity: 3, customDomain } }));
		const customOf = (labels: Record<string, string>) =>
			Object.fromEntries(Object.entries(labels).filter(([name]) => name.includes("-custom") || name === "berth.custom_domain"));
		const custom = customOf(of(0));
		const router = `berth-${ingressLabels(specOf())["berth.fqdn"]?.split(".")[0]}-custom`;
		expect(custom).toEqual({
			[`traefik.http.routers.${router}.rule`]: "Host(`shop.example.org`)",
			[`traefik.http.routers.${router}.entrypoints`]: "websecure",
			[`traefik.http.routers.${router}.tls`]: "true",
			[`traefik.http.routers.${router}.tls.certresolver`]: "http01",
			[`traefik.http.routers.${router}.middlewares`]: "security-headers@file,gzip@docker",
			[`traefik.http.routers.${router}.service`]: `${router}-svc`,
			[`traefik.http.services.${router}-svc.loadbalancer.server.port`]: "8080",
			"berth.custom_domain": "shop.example.org",
		});
		expect(customOf(of(2))).toEqual(custom);
		expect(of(2)["berth.fqdn"]).not.toBe(of(0)["berth.fqdn"]);
	});

	test("leave out a domain that is not valid, and nothing else", () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.constantFrom("x.apps.test", "A.b", "a.b`) || PathPrefix(`/")), (domain) => {
				fc.pre(!/^[a-z0-9.-]*$/.test(domain) || domain.endsWith("apps.test") || !domain.includes("."));
				expect(ingressLabels(specOf({ ingress: { ...ingress, customDomain: { ...customDomain, domain } } }))).toEqual(
					ingressLabels(specOf()),
				);
			}),
		);
	});

	test("are none without an ingress", () => {
		const { ingress: _, ...plain } = specOf();
		expect(ingressLabels(plain)).toEqual({});
	});

	test("are refused where a rule could be smuggled in", () => {
		const refused = expect.objectContaining({ code: "BAD_INPUT" });
		const of = (changes: Partial<IngressSpec>) => () => ingressLabels(specOf({ ingress: { ...ingress, ...changes } }));
		expect(of({ wildcardDomain: "a.b`) || Host(`c.d" })).toThrow(refused);
		expect(of({ entrypoint: "web,other" })).toThrow(refused);
		expect(of({ customDomain: { ...customDomain, middlewares: ["a,b"] } })).toThrow(refused);
		expect(() => ingressLabels(specOf({ service: "a`b" }))).toThrow(refused);
	});

	test("of a tenant never reach the proxy, whatever their letter case", () => {
		const forged = {
			"traefik.enable": "true",
			"Traefik.HTTP.routers.x.rule": "Host(`bank.test`)",
			"berth.fqdn": "bank.test",
			team: "blue",
		};
		const { ingress: _, ...plain } = specOf({ labels: forged });
		const labels = containerLabels(plain, "here", "key");
		expect(Object.keys(labels).filter((name) => /^traefik/i.test(name) || name === "berth.fqdn")).toEqual([]);
		expect(labels.team).toBe("blue");
		const routed = containerLabels(specOf({ labels: forged }), "here", "key");
		expect(hostsOf(routed)).toEqual(hostsOf(ingressLabels(specOf())));
	});

	test("change the spec's hash, and a spec without them keeps the one it had", () => {
		const { ingress: _, ...plain } = specOf();
		const hashes = [plain, specOf(), specOf({ ingress: { ...ingress, quantity: 2 } }), specOf({ ingress: { ...ingress, customDomain } })];
		expect(new Set(hashes.map((spec) => specHash(spec, "key"))).size).toBe(hashes.length);
		expect(specHash({ ...plain, kind: "main" }, "key")).toBe(specHash(plain, "key"));
		expect(specHash({ ...plain, kind: "init" }, "key")).not.toBe(specHash(plain, "key"));
	});
});
