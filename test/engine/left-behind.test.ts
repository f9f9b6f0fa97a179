import { newId } from "@berth/core";
import type { ContainerSpec } from "@berth/engine";
import { createDockerEngine } from "@berth/engine/docker";
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
	labels: {},
	ports: [],
	tmpfs: [],
	network: { name: network, aliases: ["web", "web.one"] },
	resources: { cpuMillis: 200, memoryBytes: 32 * 1024 * 1024, pidsMax: 32 },
	stopGraceMs: 1_000,
	init: true,
	...changes,
});

test("what a killed process left of reading an image goes with the next reading, once nobody can be reading there any more", async () => {
	const { sleeper } = await ensureFixtureImages();
	await using host = openHost();
	const network = `berth-test-${newId()}`;
	const tenantId = newId();
	const name = `berth-files-${newId()}`;
	const Labels = { "berth.installation": host.installation };
	await host.docker.createContainer({ name, Image: sleeper, Labels });
	const asked = () => spec(sleeper, network, { owner: { tenantId, leaseId: newId() }, writablePaths: { kind: "tmpfs" } });
	const names = async () => (await host.docker.listContainers({ all: true, filters: { name: [name] } })).map(({ Names }) => Names[0]);

	await host.engine.networks.ensure({ name: network, tenantId }, call);
	await host.engine.containers.ensure(asked(), call);
	expect(await names()).toEqual([`/${name}`]);

	const impatient = createDockerEngine({ installation: host.installation, limits: { readerAbandonedMs: 0 } });
	await impatient.containers.ensure(asked(), call);
	expect(await names()).toEqual([]);
	await impatient.close();
});

test("a container that has run starts also when its network was removed meanwhile, under the names it had", async () => {
	const { sleeper } = await ensureFixtureImages();
	await using host = openHost();
	const { containers, networks } = host.engine;
	const network = `berth-test-${newId()}`;
	const asked = spec(sleeper, network);
	await networks.ensure({ name: network, tenantId: asked.owner.tenantId }, call);
	const { id } = await containers.ensure(asked, call);
	await containers.start(id, call);
	await containers.stop(id, { graceMs: 1_000 }, call);
	await host.docker.getNetwork(network).remove();
	expect(await containers.start(id, call)).toEqual({ changed: true });
	const { State, NetworkSettings } = await host.docker.getContainer(id).inspect();
	expect(State.Running).toBe(true);
	expect(Object.keys(NetworkSettings.Networks)).toEqual([network]);
	expect(NetworkSettings.Networks[network]?.Aliases).toEqual(expect.arrayContaining(["web", "web.one"]));
	expect(await containers.ensure(asked, call)).toEqual({ id, outcome: "kept" });
});
