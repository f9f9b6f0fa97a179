import { createHash } from "node:crypto";
import { AppError, parseImageReference } from "@berth/core";
import type { ImageGroup, PullProgress } from "../engine.ts";
import type { RegistryAuth } from "../spec.ts";
import type { Context } from "./context.ts";
import type { ImageMemory } from "./image-memory.ts";
import { inspectImage } from "./inspect.ts";
import { pullImage } from "./pull.ts";
import { createSingleFlight } from "./single-flight.ts";
import { toImageObservation } from "./to-observation.ts";

export function createImages(context: Context, memory: ImageMemory, authOf: (domain: string) => RegistryAuth | undefined): ImageGroup {
	const { daemon, limits } = context;
	const pulls = createSingleFlight<void>("images.pull");
	const listeners = new Map<string, Set<(progress: PullProgress) => void>>();
	const latest = new Map<string, PullProgress>();

	const find = async (ref: string, signal: AbortSignal) => {
		const found = await inspectImage(daemon, ref, signal);
		if (found) memory.note(ref, found);
		else memory.forget(ref);
		return found && toImageObservation(found);
	};

	/** One pull per image and credentials, however many ask; all of them hear of its progress. */
	const share = async (ref: string, auth: RegistryAuth | undefined, signal: AbortSignal, onProgress?: (progress: PullProgress) => void) => {
		const key = flightKey(ref, auth);
		const heard = listeners.get(key) ?? new Set();
		listeners.set(key, heard);
		// A function of its own per caller: two callers may hand in the same one.
		const listener = (progress: PullProgress) => onProgress?.(progress);
		heard.add(listener);
		const sofar = latest.get(key);
		if (sofar) listener(sofar);
		try {
			await pulls.join(key, signal, async (shared) => {
				const report = (progress: PullProgress) => {
					latest.set(key, progress);
					for (const hear of heard) hear(progress);
				};
				await pullImage(context, ref, auth, report, shared).finally(() => latest.delete(key));
			});
		} finally {
			heard.delete(listener);
			if (heard.size === 0 && listeners.get(key) === heard) listeners.delete(key);
		}
	};

	return {
		inspect: (ref, { signal }) => find(ref, signal),
		async pull(ref, { policy, auth, onProgress }, { signal }) {
			const { domain } = parseImageReference(ref);
			const before = await find(ref, signal);
			if (before && policy === "if-missing") return { image: before, changed: false };
			await share(ref, auth ?? authOf(domain), signal, onProgress);
			const image = await find(ref, signal);
			if (!image) throw new AppError("IMAGE_PULL_FAILED", { data: { image: ref, why: "absent", afterMs: limits.pullMs } });
			return { image, changed: image.id !== before?.id };
		},
	};
}

/** Callers with different credentials never share a pull: one must not get by another's right what its own would not give. */
function flightKey(ref: string, auth: RegistryAuth | undefined): string {
	if (!auth) return ref;
	return `${ref} ${createHash("sha256")
		.update(JSON.stringify([auth.username, auth.password.reveal()]))
		.digest("hex")}`;
}
