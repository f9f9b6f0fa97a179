import { type EndpointView, type InstanceState, startOrder } from "@berth/core";
import type { InstanceRecord, LeaseRecord, Serving } from "@berth/db";
import type { ContainerObservation } from "@berth/engine";
import { instanceKey, parseInstanceKey } from "../names.ts";
import type { Definition } from "./plan-change.ts";

export interface WantedInstance {
	readonly service: string;
	readonly index: number;
}

/** An instance of one generation: exactly one container. */
export interface PlacedInstance extends WantedInstance {
	readonly generation: number;
}

/** The instances that run for as long as the release serves. From its items: what runs may be fewer. */
export const lastingInstances = ({ manifest, items }: Definition): WantedInstance[] =>
	items
		.filter(({ service }) => !isInit(manifest, service))
		.flatMap(({ service, quantity }) => Array.from({ length: quantity }, (_, index) => ({ service, index })));

/** The inits of a release in the order in which they run: as written, but for what one waits for of another. */
export const initInstances = ({ manifest }: Pick<Definition, "manifest">): WantedInstance[] =>
	startOrder(manifest.services)
		.flat()
		.filter((service) => isInit(manifest, service))
		.map((service) => ({ service, index: 0 }));

export const isInit = (manifest: Definition["manifest"], service: string): boolean => manifest.services[service]?.role === "init";

/** The instances that serve, each in the generation that made its container; none when nothing serves. */
export const servingInstances = ({ serving }: Pick<LeaseRecord, "serving">): PlacedInstance[] =>
	Object.entries(serving ?? {}).map(([key, generation]) => ({ ...parseInstanceKey(key), generation }));

export const toServing = (instances: readonly PlacedInstance[]): Serving =>
	Object.fromEntries(instances.map((instance) => [instanceKey(instance), instance.generation]));

/** Whether both are one container: a row, an observation, an instance that is wanted. */
export const isSamePlace = (
	a: PlacedInstance,
	b: { readonly service: string | null; readonly index: number | null; readonly generation: number | null },
): boolean => a.service === b.service && a.index === b.index && a.generation === b.generation;

/** An observation in the words of a view. */
function instanceState(observed: Pick<ContainerObservation, "phase" | "health">): InstanceState {
	switch (observed.phase) {
		case "created":
			return "created";
		case "restarting":
			return "starting";
		case "running":
		case "paused":
		case "stopping":
			return observed.health === "starting" ? "starting" : observed.health === "unhealthy" ? "unhealthy" : "running";
		case "exited":
		case "dead":
			return "exited";
		case "gone":
			return "missing";
	}
}

/** Whether an observation proves that the process is not there any more. Being removed or paused proves nothing. */
export const isDead = (observed: Pick<ContainerObservation, "phase">): boolean => ["exited", "dead", "gone"].includes(observed.phase);

/** The row of an instance as it was seen. Endpoints are those its ports have now: a started container gets new ones. */
export function toInstanceRecord(
	instance: WantedInstance & { readonly generation: number },
	observed: ContainerObservation,
	publicHost: string,
): InstanceRecord {
	const { service, index, generation } = instance;
	return {
		service,
		index,
		generation,
		containerId: observed.phase === "gone" ? null : observed.id,
		image: observed.image,
		state: instanceState(observed),
		health: observed.health,
		exitCode: isDead(observed) ? observed.exitCode : null,
		oomKilled: observed.oomKilled,
		startedAt: observed.startedAt === null ? null : new Date(observed.startedAt),
		endpoints: isDead(observed) ? [] : toEndpoints(instance, observed, publicHost),
	};
}

/** Where the published ports of a container answer. A port published on several host addresses counts once. */
export function toEndpoints(instance: WantedInstance, observed: Pick<ContainerObservation, "ports">, publicHost: string): EndpointView[] {
	const seen = new Map<string, EndpointView>();
	for (const { port, protocol, hostPort } of observed.ports) {
		const key = `${port}/${protocol}`;
		if (seen.has(key)) continue;
		seen.set(key, {
			service: instance.service,
			instance: instance.index,
			port,
			protocol,
			host: publicHost,
			hostPort,
			url: protocol === "tcp" ? `http://${publicHost}:${hostPort}` : null,
		});
	}
	return [...seen.values()];
}

/** Whether a row says something else than before; times of start and endpoints count, since a started container has new ones. */
export const isSameInstance = (a: InstanceRecord | undefined, b: InstanceRecord): boolean =>
	a !== undefined &&
	a.containerId === b.containerId &&
	a.image === b.image &&
	a.state === b.state &&
	a.health === b.health &&
	a.exitCode === b.exitCode &&
	a.oomKilled === b.oomKilled &&
	a.startedAt?.getTime() === b.startedAt?.getTime() &&
	a.endpoints.map(spellEndpoint).join() === b.endpoints.map(spellEndpoint).join();

/** The database gives the fields back in an order of its own. */
const spellEndpoint = ({ port, protocol, host, hostPort }: EndpointView): string => `${port}/${protocol}@${host}:${hostPort}`;
