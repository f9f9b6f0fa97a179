import { AppError, asError, isAppError } from "@berth/core";
import type { KeyedLock } from "../keyed-lock.ts";
import { label } from "../labels.ts";
import { assertReadiness } from "../readiness/index.ts";
import { assertSafeName } from "../safe-names.ts";
import type { ContainerSpec } from "../spec.ts";
import { isHashOf } from "../spec-hash.ts";
import type { PrepareStorage } from "./container-storage.ts";
import type { Context } from "./context.ts";
import { type CreateOrder, createContainer } from "./create-container.ts";
import type { ImageCopies } from "./image-copies.ts";
import type { ImageMemory } from "./image-memory.ts";
import { findByName, inspectImage, refuseForeign } from "./inspect.ts";
import { removeContainer } from "./remove-container.ts";
import { type LimitParts, setLimits } from "./set-limits.ts";
import { toCreateOptions } from "./to-create-options.ts";
import type { ContainerInspect } from "./wire.ts";
import { aborted, orAborted, settles } from "./within.ts";

export interface Ensured {
	readonly id: string;
	readonly outcome: "created" | "kept" | "replaced";
}

/** How often a name that somebody takes between our look and our create is looked at again. */
const TRIES = 3;

interface EnsureParts {
	readonly limitParts: LimitParts;
	readonly imageMemory: ImageMemory;
	readonly prepare: PrepareStorage;
}

/** Makes one container as its spec says. One at a time per name, so a later call sees what an aborted one has undone. */
export function createEnsure(context: Context, locks: KeyedLock, { copies, ...parts }: EnsureParts & { readonly copies: ImageCopies }) {
	return async (spec: ContainerSpec, signal: AbortSignal): Promise<Ensured> => {
		assertSafeName(spec.name);
		assertSafeName(spec.network.name);
		assertReadiness(spec.readiness);
		const release = await locks.take(spec.name, signal);
		const end = copies.begin(spec.name);
		const undoing: Promise<unknown>[] = [];
		try {
			// First, so that never more stand than the old container's and the new one's.
			await copies.prune(spec, signal);
			return await ensure(context, spec, parts, signal, undoing);
		} finally {
			void Promise.allSettled(undoing).then(() => {
				end();
				release();
			});
		}
	};
}

async function ensure(
	context: Context,
	spec: ContainerSpec,
	host: EnsureParts,
	signal: AbortSignal,
	undoing: Promise<unknown>[],
): Promise<Ensured> {
	const { daemon, installation, hashKey, publishIp, limits } = context;
	for (let attempt = isFree(spec) ? 0 : 1; attempt <= TRIES; attempt++) {
		const remembered = host.imageMemory.recall(spec.image);
		const [standing, image] = await Promise.all([
			attempt === 0 ? null : findByName(daemon, spec.name, signal),
			remembered ?? inspectImage(daemon, spec.image, signal),
		]);
		if (standing) refuseForeign(standing, installation);
		if (standing && isAsAsked(context, standing, spec)) {
			await setLimits(context, host.limitParts, standing, spec.resources, signal);
			return { id: standing.Id, outcome: "kept" };
		}
		if (!image && attempt === 0) continue;
		if (!image) throw new AppError("IMAGE_NOT_FOUND", { data: { image: spec.image } });
		const asked = toCreateOptions(spec, await host.prepare(spec, image, signal), { ...limits, installation, hashKey, publishIp });
		if (standing) await removeContainer(daemon, standing.Id, { installation, ms: limits.removeMs, signal });
		const order = { spec, asked, hostLimits: await host.limitParts.hostLimits(signal), imageId: remembered?.Id ?? null };
		const id = await createOrUndo(context, order, signal, undoing);
		// Also where it was the image that is another by now.
		if (id === null) host.imageMemory.forget(spec.image);
		if (id !== null) return { id, outcome: standing ? "replaced" : "created" };
	}
	throw new AppError("CONFLICT", { data: { name: spec.name } });
}

/** Whether nothing has to be made on the host before such a container: then its name is tried unseen, for it is mostly a new one. */
const isFree = ({ mounts = [], writablePaths }: ContainerSpec): boolean => mounts.length === 0 && writablePaths?.kind !== "volume";

/** Whether the container of this name may stay, for what can be changed of it where it stands. */
export const isAsAsked = ({ hashKey }: Context, standing: ContainerInspect, spec: ContainerSpec): boolean =>
	isHashOf(standing.Config.Labels[label.specHash], spec, hashKey, limitsOf(standing)) &&
	standing.State.Status !== "dead" &&
	standing.State.Status !== "removing";

const limitsOf = ({ HostConfig: { NanoCpus, Memory, PidsLimit } }: ContainerInspect): ContainerSpec["resources"] => ({
	cpuMillis: NanoCpus / 1_000_000,
	memoryBytes: Memory,
	pidsMax: PidsLimit ?? 0,
});

/**
 * A create cannot be called back once the daemon has it, so it runs to its end on the engine's own signal. A caller who aborts
 * meanwhile is held, for a while, until the container is removed again; the removal itself goes on and `close` waits for it.
 * The same removal follows a create whose answer never came.
 */
async function createOrUndo(
	context: Context,
	order: CreateOrder,
	signal: AbortSignal,
	undoing: Promise<unknown>[],
): Promise<string | null> {
	const { spec } = order;
	const { background, lastingDaemon, closing, closed, limits, log } = context;
	const op = "containers.ensure";
	if (signal.aborted || closing.aborted) throw aborted(op);
	const creating = background.own(createContainer(context, lastingDaemon, order, closed));
	try {
		return await orAborted(creating, op, signal, closing);
	} catch (error) {
		if (!isAppError(error, "ABORTED", "TIMEOUT")) throw error;
		const undone = background.own(
			undoCreate(context, spec, creating).catch((failure: unknown) =>
				log.warn({ name: spec.name, error: asError(failure) }, "an abandoned create could not be undone"),
			),
		);
		undoing.push(undone);
		await settles(undone, limits.undoHoldMs);
		throw error;
	}
}

async function undoCreate(context: Context, spec: ContainerSpec, creating: Promise<string | null>): Promise<void> {
	const { lastingDaemon, closed, limits, installation } = context;
	// Whoever started it meanwhile counts on it: it is theirs then.
	const about = { installation, ms: limits.removeMs, signal: closed, ifNeverStarted: true as const };
	try {
		const id = await creating;
		if (id !== null) await removeContainer(lastingDaemon, id, about);
	} catch (error) {
		if (!isAppError(error, "TIMEOUT")) return;
		const left = await findByName(lastingDaemon, spec.name, closed);
		if (left && isAsAsked(context, left, spec) && left.State.Status === "created") await removeContainer(lastingDaemon, left.Id, about);
	}
}
