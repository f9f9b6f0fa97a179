import type { EndpointView, InstanceState } from "@berth/core";
import type { InstanceRecord, LeaseRecord } from "@berth/db";
import type { ContainerObservation } from "@berth/engine";

export interface WantedInstance {
	readonly service: string;
	readonly index: number;
}

/** The instances a lease is admitted for. Always from its items: what runs may be fewer. */
export const wantedInstances = (lease: Pick<LeaseRecord, "items">): WantedInstance[] =>
	lease.items.flatMap(({ service, quantity }) => Array.from({ length: quantity }, (_, index) => ({ service, index })));

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
