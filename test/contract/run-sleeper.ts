import { newId } from "@berth/core";
import type { Engine } from "@berth/engine";
import { ensureFixtureImages } from "../support/fixture-images.ts";

const bounded = () => ({ signal: AbortSignal.timeout(60_000) });

/** A running container that does nothing, and its network, both of the name. Returns its id. */
export async function runSleeper(engine: Engine, name: string): Promise<string> {
	const { sleeper: image } = await ensureFixtureImages("/var/run/docker.sock");
	const owner = { tenantId: newId(), leaseId: newId() };
	await engine.networks.ensure({ name, tenantId: owner.tenantId }, bounded());
	const who = { name, owner, service: "app", index: 0, generation: 1, image, network: { name, aliases: [] } };
	const resources = { cpuMillis: 500, memoryBytes: 33_554_432, pidsMax: 32 };
	const rest = { env: {}, labels: {}, ports: [], tmpfs: [], stopGraceMs: 1_000, init: true };
	const { id } = await engine.containers.ensure({ ...who, resources, ...rest }, bounded());
	await engine.containers.start(id, bounded());
	return id;
}
