import { newId } from "@berth/core";
import type { Call } from "@berth/engine";
import { createDockerEngine, type PreflightOptions } from "@berth/engine/docker";
import { createDockerHost, type DockerHostView } from "../support/docker-host.ts";

export const call: Call = { signal: new AbortController().signal };

/** On what a test makes beside Berth, with the installation as its value. */
export const FOREIGN = "berth-engine-test";

/** An engine with an installation of its own, all of which is removed at the end. */
export function openHost(preflight: PreflightOptions = {}) {
	const installation = `engine-test-${newId()}`;
	const host = createDockerHost();
	const engine = createDockerEngine({ installation, preflight });
	return {
		engine,
		installation,
		docker: host.docker,
		leftovers: () => host.leftovers(installation),
		/** Starts a container that is not Berth's. */
		async startForeign(options: Parameters<DockerHostView["docker"]["createContainer"]>[0]) {
			const container = await host.docker.createContainer({ ...options, Labels: { ...options.Labels, [FOREIGN]: installation } });
			await container.start();
			return container;
		},
		async [Symbol.asyncDispose]() {
			await engine.close();
			await host.sweep(installation);
			const filters = JSON.stringify({ label: [`${FOREIGN}=${installation}`] });
			for (const { Id } of await host.docker.listContainers({ all: true, filters }))
				await host.docker.getContainer(Id).remove({ force: true, v: true });
		},
	};
}
