import { AppError } from "@berth/core";
import type { NetworkGroup } from "../engine.ts";
import { readLabels } from "../labels.ts";
import type { Context } from "./context.ts";
import type { Answer } from "./daemon.ts";
import { inspectContainer } from "./inspect.ts";
import { namedNetworks } from "./network-queries.ts";
import type { ContainerInspect } from "./wire.ts";

/**
 * Starts a container; one that runs is left as it is.
 *
 * Errors  NOT_FOUND; CONFLICT while it is being removed; ENGINE_FAILED when its process cannot be started.
 */
export async function startContainer(
	context: Context,
	networks: NetworkGroup,
	id: string,
	signal: AbortSignal,
): Promise<{ changed: boolean }> {
	const op = "containers.start";
	const start = () =>
		context.daemon.call({
			op,
			method: "POST",
			path: `/containers/${id}/start`,
			signal,
			ms: context.limits.startMs,
			also: [304, 400, 404, 409, 500],
		});
	const first = await start();
	if (first.status < 400) return { changed: first.status !== 304 };
	const found = await inspectContainer(context.daemon, id, signal);
	if (!found) throw new AppError("NOT_FOUND", { data: { container: id } });
	const second = (await repairNetwork(context, networks, found, signal)) ? await start() : first;
	if (second.status < 400) return { changed: second.status !== 304 };
	throw refused(second, id);
}

/**
 * Makes the tenant's network exist once, if it does not. Between a create and its start the network may have gone with the tenant's
 * last other container, or stand there twice for a moment; the daemon lets neither of them start.
 *
 * Returns whether there was something to repair.
 */
async function repairNetwork(context: Context, networks: NetworkGroup, found: ContainerInspect, signal: AbortSignal): Promise<boolean> {
	const { tenantId } = readLabels(found.Config.Labels);
	const name = found.HostConfig.NetworkMode;
	if (tenantId === null || (await namedNetworks(context.daemon, name, signal)).length === 1) return false;
	await networks.ensure({ name, tenantId }, { signal });
	return true;
}

function refused({ status, words }: Answer, id: string): AppError {
	const code = status === 409 ? "CONFLICT" : /no space left on device/i.test(words) ? "NO_SPACE" : "ENGINE_FAILED";
	return new AppError(code, { data: { op: "containers.start", container: id, status }, cause: new Error(words) });
}
