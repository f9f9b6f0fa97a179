import { AppError } from "@berth/core";
import type { NetworkGroup } from "../engine.ts";
import { readLabels, readVolumes } from "../labels.ts";
import type { MetadataGuard } from "../metadata-guard/metadata-guard.ts";
import type { VolumeGroup } from "../volumes/volume-group.ts";
import type { Context } from "./context.ts";
import type { Answer } from "./daemon.ts";
import { inspectContainer } from "./inspect.ts";
import type { NetworkMemory } from "./networks.ts";
import { holderOf } from "./port-holders.ts";
import { fromStart, isMountTrouble, isNetworkTrouble } from "./translate-error.ts";
import type { ContainerInspect } from "./wire.ts";
import { orAborted } from "./within.ts";

/** What a start may have to set right first. */
export interface StartParts {
	readonly networks: Pick<NetworkGroup, "ensure">;
	readonly networkMemory: NetworkMemory;
	readonly volumes: VolumeGroup;
	readonly guard: MetadataGuard;
}

/** How often a start that failed for its network is tried: the network may be settled while we look. */
const TRIES = 3;

/**
 * Starts a container; one that runs is left as it is.
 *
 * Between a create and its start the tenant's network may have gone with its last other container, or stand there twice for a
 * moment; the daemon lets neither of them start. So the network is made to exist once, and the start is tried again. A container that
 * has run remembers the very network it was on: where that one is gone, it is put on the new one. So it is with
 * volumes that are not mounted after a reboot: the daemon finds nothing where their directories were, and never makes it.
 *
 * Errors  NOT_FOUND; CONFLICT while it is being removed; ENGINE_FAILED when its process cannot be started.
 */
export async function startContainer(context: Context, host: StartParts, id: string, signal: AbortSignal): Promise<{ changed: boolean }> {
	await orAborted(host.guard.holdRules({ signal }), "containers.start", signal);
	for (let attempt = 1; ; attempt++) {
		const answer = await start(context, id, signal);
		if (answer.status < 400) return { changed: answer.status !== 304 };
		const found = await inspectContainer(context.daemon, id, signal);
		if (!found) throw new AppError("NOT_FOUND", { data: { container: id } });
		const { tenantId } = readLabels(found.Config.Labels);
		const failure = fromStart(answer.status, answer.words, id);
		if (failure.data.why === "port-taken") await tellHolder(context, failure);
		if (tenantId === null || attempt >= TRIES) throw failure;
		if (isNetworkTrouble(answer.words)) {
			host.networkMemory.forget(found.HostConfig.NetworkMode);
			await host.networks.ensure({ name: found.HostConfig.NetworkMode, tenantId }, { signal });
			if (attempt > 1) await rejoin(context, found, signal);
		} else if (isMountTrouble(answer.words)) await attach(host.volumes, readVolumes(found.Config.Labels), failure, signal);
		else throw failure;
	}
}

const start = ({ daemon, limits }: Context, id: string, signal: AbortSignal): Promise<Answer> =>
	daemon.call({
		op: "containers.start",
		method: "POST",
		path: `/containers/${id}/start`,
		signal,
		ms: limits.startMs,
		also: [304, 400, 404, 409, 500],
	});

/** For the operator's log alone: who else's process it is is no tenant's business. */
async function tellHolder({ log }: Context, { data }: AppError): Promise<void> {
	const hostPort = Number(data.hostPort);
	const holder = await holderOf(hostPort).catch(() => null);
	log.warn({ container: data.container, hostPort, holder }, "a port of the host that a container has for its own is in use");
}

/** Puts a container on the network of its network's name that is there now, under the names it had. */
async function rejoin({ daemon }: Context, { Id, HostConfig, NetworkSettings }: ContainerInspect, signal: AbortSignal): Promise<void> {
	const network = HostConfig.NetworkMode;
	const op = "containers.start";
	const path = `/networks/${network}`;
	// The daemon adds the short id to the names by itself, and refuses nothing but to leave a network that it does not know.
	const Aliases = NetworkSettings.Networks[network]?.Aliases.filter((alias) => !Id.startsWith(alias)) ?? [];
	await daemon.call({
		op,
		method: "POST",
		path: `${path}/disconnect`,
		body: { Container: Id, Force: true },
		signal,
		also: [403, 404, 500],
	});
	await daemon.call({
		op,
		method: "POST",
		path: `${path}/connect`,
		body: { Container: Id, EndpointConfig: { Aliases } },
		signal,
		also: [403],
	});
}

/** Mounts the volumes of a container again. Errors  `failure` when it has none: then something else is missing. */
async function attach(volumes: VolumeGroup, ids: readonly string[], failure: AppError, signal: AbortSignal): Promise<void> {
	if (ids.length === 0) throw failure;
	for (const id of ids) await volumes.ensureDirectories(id, [], { signal });
}
