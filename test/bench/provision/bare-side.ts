import { randomUUID } from "node:crypto";
import { appendFile } from "node:fs/promises";
import type Dockerode from "dockerode";
import type { DockerHostView } from "../../support/docker-host.ts";
import type { BenchContext } from "../bench.ts";

/** The least that can be done to have the same containers: create, start, with dockerode alone. */
export interface BareSide {
	/** Creates and starts `count` containers, `atOnce` at a time; gives how long it took. Removes them again afterwards. */
	provision(count: number, atOnce: number): Promise<number>;
}

const INSTALLATION = "berth.installation";
const LEASE = "berth.lease";

/** `patterns`: containers to make again as they are, in turn: same image, host config, network and labels, but of an installation of their own. */
export async function openBareSide(host: DockerHostView, patterns: readonly string[], { onEnd, signal }: BenchContext): Promise<BareSide> {
	const { docker } = host;
	const installation = `bench-${randomUUID()}`;
	const notes = process.env.BERTH_TEST_INSTALLATIONS;
	if (notes) await appendFile(notes, `${installation}\n`);
	onEnd(() => host.sweep(installation));
	const bodies = await Promise.all(patterns.map((id) => bodyLike(docker, id, installation)));
	let made = 0;
	const provision = async () => {
		const at = made++;
		signal.throwIfAborted();
		const container = await docker.createContainer({
			...(bodies[at % bodies.length] as Dockerode.ContainerCreateOptions),
			name: `${installation}-${at}`,
		});
		await container.start();
		return container;
	};
	return {
		async provision(count, atOnce) {
			const containers: Dockerode.Container[] = [];
			const worker = async (own: number) => {
				for (let at = own; at < count; at += atOnce) containers.push(await provision());
			};
			const begun = performance.now();
			await Promise.all(Array.from({ length: Math.min(atOnce, count) }, (_, own) => worker(own)));
			const ms = performance.now() - begun;
			await Promise.all(containers.map((container) => container.remove({ force: true, v: true })));
			return ms;
		},
	};
}

async function bodyLike(docker: Dockerode, id: string, installation: string): Promise<Dockerode.ContainerCreateOptions> {
	const { Config, HostConfig, NetworkSettings } = await docker.getContainer(id).inspect();
	const { [LEASE]: _lease, ...labels } = Config.Labels;
	// The names by which its service is found are as many; the id is the daemon's own addition.
	const endpoints = Object.entries(NetworkSettings.Networks).map(([network, { Aliases }]) => [
		network,
		{ Aliases: (Aliases as string[] | null)?.filter((alias) => !id.startsWith(alias)) ?? [] },
	]);
	// The rest of what was asked for, but its name for itself, which the daemon makes of the id.
	const { Hostname: _hostname, ...config } = Config;
	return {
		...config,
		Labels: { ...labels, [INSTALLATION]: installation },
		HostConfig,
		NetworkingConfig: { EndpointsConfig: Object.fromEntries(endpoints) },
	};
}
