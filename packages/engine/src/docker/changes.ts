import { AppError, isAppError } from "@berth/core";
import type { ChangeGroup } from "../change-group.ts";
import { assertSafeName } from "../safe-names.ts";
import type { Context } from "./context.ts";
import { inspectContainer, refuseForeign } from "./inspect.ts";
import { type LimitParts, setLimits } from "./set-limits.ts";
import { type StartParts, startContainer } from "./start-container.ts";
import type { ContainerInspect } from "./wire.ts";

export function createChanges(context: Context, host: StartParts, limitParts: LimitParts): ChangeGroup {
	const { daemon, limits, installation } = context;

	const ours = async (id: string, signal: AbortSignal): Promise<ContainerInspect> => {
		const found = await inspectContainer(daemon, assertSafeName(id), signal);
		if (!found) throw new AppError("NOT_FOUND", { data: { container: id } });
		refuseForeign(found, installation);
		return found;
	};

	return {
		async updateLimits(id, change, { signal }) {
			return { changed: await setLimits(context, limitParts, await ours(id, signal), change, signal) };
		},
		async rename(id, name, { signal }) {
			const found = await ours(id, signal);
			if (found.Name === `/${assertSafeName(name)}`) return { changed: false };
			try {
				await daemon.call({ op: "containers.rename", method: "POST", path: `/containers/${found.Id}/rename`, query: { name }, signal });
			} catch (error) {
				// A caller that gave up may have been served in between; the daemon refuses a name that a container has already.
				if (isAppError(error, "BAD_INPUT") && (await ours(id, signal)).Name === `/${name}`) return { changed: false };
				throw error;
			}
			return { changed: true };
		},
		async restart(id, { graceMs }, { signal }) {
			const found = await ours(id, signal);
			const graceSeconds = Math.max(0, Math.ceil(graceMs / 1_000));
			await daemon.call({
				op: "containers.stop",
				method: "POST",
				path: `/containers/${found.Id}/stop`,
				query: { t: graceSeconds },
				signal,
				ms: graceSeconds * 1_000 + limits.stopExtraMs,
				also: [304],
			});
			// Not the daemon's own restart: it would not survive a network that is being settled.
			await startContainer(context, host, found.Id, signal);
		},
	};
}
