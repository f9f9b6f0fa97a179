import { AppError } from "@berth/core";
import type { NetworkGroup } from "../engine.ts";
import { readLabels } from "../labels.ts";
import type { Context } from "./context.ts";
import type { Answer } from "./daemon.ts";
import { inspectContainer } from "./inspect.ts";
import { fromStart, isNetworkTrouble } from "./translate-error.ts";

/** How often a start that failed for its network is tried: the network may be settled while we look. */
const TRIES = 3;

/**
 * Starts a container; one that runs is left as it is.
 *
 * Between a create and its start the tenant's network may have gone with its last other container, or stand there twice for a
 * moment; the daemon lets neither of them start. So the network is made to exist once, and the start is tried again.
 *
 * Errors  NOT_FOUND; CONFLICT while it is being removed; ENGINE_FAILED when its process cannot be started.
 */
export async function startContainer(
	context: Context,
	networks: NetworkGroup,
	id: string,
	signal: AbortSignal,
): Promise<{ changed: boolean }> {
	for (let attempt = 1; ; attempt++) {
		const answer = await start(context, id, signal);
		if (answer.status < 400) return { changed: answer.status !== 304 };
		const found = await inspectContainer(context.daemon, id, signal);
		if (!found) throw new AppError("NOT_FOUND", { data: { container: id } });
		const { tenantId } = readLabels(found.Config.Labels);
		if (tenantId === null || attempt >= TRIES || !isNetworkTrouble(answer.words)) throw fromStart(answer.status, answer.words, id);
		await networks.ensure({ name: found.HostConfig.NetworkMode, tenantId }, { signal });
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
