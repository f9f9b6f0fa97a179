import { AppError } from "@berth/core";
import type { LimitChange } from "../change-group.ts";
import type { HostInfo } from "../engine.ts";
import type { Context } from "./context.ts";
import { inspectContainer } from "./inspect.ts";
import { isUpdateRefusal } from "./translate-error.ts";
import type { ContainerInspect } from "./wire.ts";

export interface LimitParts {
	/** Which limits the kernel of the host enforces: others are not stored, and so not asked for. */
	hostLimits(signal: AbortSignal): Promise<HostInfo["limits"]>;
	/** What a container that runs has in use, without what the kernel can drop at once; null when that cannot be read. */
	memoryInUse(fullId: string, signal: AbortSignal): Promise<number | null>;
	/** Called with a container's full id when its limit is another. */
	cpuLimitChanged(fullId: string, cpuMillis: number): void;
}

/**
 * Gives a container of ours other limits, also while it runs. Returns whether anything was to be done.
 *
 * Errors  BAD_INPUT when the daemon refuses, and with `data.why` = `memory-in-use` rather than have the kernel kill what needs more;
 *         NOT_FOUND; ENGINE_FAILED.
 */
export async function setLimits(
	{ daemon }: Pick<Context, "daemon">,
	{ hostLimits, memoryInUse, cpuLimitChanged }: LimitParts,
	found: ContainerInspect,
	change: LimitChange,
	signal: AbortSignal,
): Promise<boolean> {
	const asked = toUpdate(change, await hostLimits(signal));
	if (isStored(asked, found)) return false;
	const op = "containers.update";
	const container = found.Id;
	const isLess = asked.Memory !== undefined && (found.HostConfig.Memory === 0 || asked.Memory < found.HostConfig.Memory);
	if (isLess && (found.State.Status === "running" || found.State.Status === "paused")) {
		const usedBytes = await memoryInUse(container, signal);
		if (usedBytes === null || usedBytes >= (asked.Memory ?? 0)) throw inUse(container, usedBytes);
	}
	const answer = await daemon.call({ op, method: "POST", path: `/containers/${container}/update`, body: asked, signal, also: [400, 500] });
	if (answer.status >= 400 && !isUpdateRefusal(answer.words)) {
		throw new AppError("ENGINE_FAILED", { data: { op, container, status: answer.status }, cause: new Error(answer.words) });
	}
	if (answer.status >= 400) {
		throw new AppError("BAD_INPUT", {
			message: "The container engine refuses these limits.",
			data: { op, container },
			cause: new Error(answer.words),
		});
	}
	const stored = await inspectContainer(daemon, container, signal);
	if (stored === null) throw new AppError("NOT_FOUND", { data: { container } });
	if (!isStored(asked, stored)) throw new AppError("ENGINE_FAILED", { data: { op, container } });
	if (change.cpuMillis !== undefined) cpuLimitChanged(container, change.cpuMillis);
	return true;
}

const inUse = (container: string, usedBytes: number | null): AppError =>
	new AppError("BAD_INPUT", {
		message: "The container has more memory in use than that.",
		data: { op: "containers.update", container, why: "memory-in-use", usedBytes },
		cause: new Error(`it uses ${usedBytes ?? "nobody knows how many"} bytes of memory`),
	});

type Update = Partial<Pick<ContainerInspect["HostConfig"], "Memory" | "MemorySwap" | "NanoCpus" | "PidsLimit">>;

const toUpdate = ({ memoryBytes, cpuMillis, pidsMax }: LimitChange, { memory, cpu, pids }: HostInfo["limits"]): Update => ({
	...(memoryBytes === undefined || !memory ? {} : { Memory: memoryBytes, MemorySwap: memoryBytes }),
	...(cpuMillis === undefined || !cpu ? {} : { NanoCpus: cpuMillis * 1_000_000 }),
	...(pidsMax === undefined || !pids ? {} : { PidsLimit: pidsMax }),
});

const isStored = (asked: Update, { HostConfig: have }: ContainerInspect): boolean =>
	(asked.Memory ?? have.Memory) === have.Memory &&
	(asked.NanoCpus ?? have.NanoCpus) === have.NanoCpus &&
	(asked.PidsLimit ?? have.PidsLimit) === have.PidsLimit;
