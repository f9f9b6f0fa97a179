import { newId } from "@berth/core";
import type { ContainerSpec } from "@berth/engine";
import { expect, test } from "vitest";
import { ensureFixtureImages } from "../support/fixture-images.ts";
import { call, openHost } from "./host.ts";

const spec = (image: string, network: string, changes: Partial<ContainerSpec> = {}): ContainerSpec => ({
	name: `berth-test-${newId()}`,
	owner: { tenantId: newId(), leaseId: newId() },
	service: "web",
	index: 0,
	generation: 1,
	image,
	env: {},
	labels: { "traefik.http.routers.forged.rule": "Host(`bank.test`)" },
	ports: [{ port: 8080, protocol: "tcp" }],
	tmpfs: [],
	network: { name: network, aliases: [] },
	resources: { cpuMillis: 200, memoryBytes: 32 * 1024 * 1024, pidsMax: 32 },
	stopGraceMs: 1_000,
	init: true,
	...changes,
});

test("an init is waited for to its end, and what is routed bears the proxy's labels and none of the tenant's", async () => {
	const { exiter, sleeper } = await ensureFixtureImages();
	await using host = openHost();
	const { containers, exits, networks } = host.engine;
	const network = `berth-test-${newId()}`;
	await networks.ensure({ name: network, tenantId: newId() }, call);

	const init = await containers.ensure(spec(exiter, network, { kind: "init" }), call);
	const ended = exits.waitExit(init.id, { timeoutMs: 60_000 }, call);
	await containers.start(init.id, call);
	expect(await ended).toMatchObject({ exitCode: 3, oomKilled: false });

	const ingress = { quantity: 1, port: 8080, wildcardDomain: "apps.test", entrypoint: "websecure" };
	const routed = spec(sleeper, network, { ingress });
	const { id } = await containers.ensure(routed, call);
	expect(await containers.ensure(routed, call)).toMatchObject({ outcome: "kept" });
	const { Labels: labels } = (await host.docker.getContainer(id).inspect()).Config;
	expect(labels["traefik.enable"]).toBe("true");
	expect(labels["traefik.docker.network"]).toBe(network);
	expect(labels["berth.fqdn"]).toMatch(/^web-[0-9a-f]{7}\.apps\.test$/);
	expect(Object.keys(labels).filter((name) => name.includes("forged"))).toEqual([]);
	expect((await host.docker.getContainer(init.id).inspect()).Config.Labels["berth.kind"]).toBe("init");
});
