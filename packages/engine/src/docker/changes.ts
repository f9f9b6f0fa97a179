import { AppError, isAppError } from "@berth/core";
import type { ChangeGroup, LimitChange } from "../change-group.ts";
import { assertSafeName } from "../safe-names.ts";
import type { Context } from "./context.ts";
import { inspectContainer, refuseForeign } from "./inspect.ts";
import { type StartParts, startContainer } from "./start-container.ts";
import { isUpdateRefusal } from "./translate-error.ts";
import type { ContainerInspect } from "./wire.ts";

/** `cpuLimitChanged`: called with a container's full id when its limit is another. */
export function createChanges(
	context: Context,
	host: StartParts,
	cpuLimitChanged: (fullId: string, cpuMillis: number) => void,
): ChangeGroup {
	const { daemon, limits, installation } = context;

	const ours = async (id: string, signal: AbortSignal): Promise<ContainerInspect> => {
		const found = await inspectContainer(daemon, assertSafeName(id), signal);
		if (!found) throw new AppError("NOT_FOUND", { data: { container: id } });
		refuseForeign(found, installation);
		return found;
	};

	return {
		async updateLimits(id, change, { signal }) {
			const found = await ours(id, signal);
			const asked = toUpdate(change);
			if (isStored(asked, found)) return { changed: false };
			const op = "containers.update";
			const answer = await daemon.call({
				op,
				method: "POST",
				path: `/containers/${found.Id}/update`,
				body: asked,
				signal,
				also: [400, 500],
			});
			if (answer.status >= 400 && !isUpdateRefusal(answer.words)) {
				throw new AppError("ENGINE_FAILED", { data: { op, container: found.Id, status: answer.status }, cause: new Error(answer.words) });
			}
			if (answer.status >= 400) {
				throw new AppError("BAD_INPUT", {
					message: "The container engine refuses these limits.",
					data: { op, container: found.Id },
					cause: new Error(answer.words),
				});
			}
			if (!isStored(asked, await ours(found.Id, signal))) throw new AppError("ENGINE_FAILED", { data: { op, container: found.Id } });
			if (change.cpuMillis !== undefined) cpuLimitChanged(found.Id, change.cpuMillis);
			return { changed: true };
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

type Update = Partial<Pick<ContainerInspect["HostConfig"], "Memory" | "MemorySwap" | "NanoCpus" | "PidsLimit">>;

const toUpdate = ({ memoryBytes, cpuMillis, pidsMax }: LimitChange): Update => ({
	...(memoryBytes === undefined ? {} : { Memory: memoryBytes, MemorySwap: memoryBytes }),
	...(cpuMillis === undefined ? {} : { NanoCpus: cpuMillis * 1_000_000 }),
	...(pidsMax === undefined ? {} : { PidsLimit: pidsMax }),
});

const isStored = (asked: Update, { HostConfig: have }: ContainerInspect): boolean =>
	(asked.Memory ?? have.Memory) === have.Memory &&
	(asked.NanoCpus ?? have.NanoCpus) === have.NanoCpus &&
	(asked.PidsLimit ?? have.PidsLimit) === have.PidsLimit;
