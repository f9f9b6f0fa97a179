import { asError, type BuildId, isAppError } from "@berth/core";
import type { BuildTools } from "./build-tools.ts";

export interface BuildHold {
	/** Told of each image that the build makes on its way. */
	made(id: string): void;
	madeSoFar(): readonly string[];
	/** Says no more. Again changes nothing. */
	end(): Promise<void>;
}

/** Says that a build goes on and what came of it, until it has ended; ends it when nobody could be told for as long as that is believed. */
export function holdBuild(
	{ stores, settings, clock, log }: Pick<BuildTools, "stores" | "settings" | "clock" | "log">,
	id: BuildId,
	ended: AbortController,
): BuildHold {
	const { holdMs } = settings;
	const made: string[] = [];
	const over = new AbortController();
	let saidMs = clock.monotonicMs();
	let isSaid = true;
	let saying: Promise<void> | null = null;

	const sayOnce = async () => {
		const askedMs = clock.monotonicMs();
		try {
			await stores.builtImages.hold(id, holdMs, made);
			saidMs = askedMs;
		} catch (err) {
			if (over.signal.aborted) return;
			if (isAppError(err, "CONFLICT") || clock.monotonicMs() - saidMs > holdMs) ended.abort(err);
			else log.warn({ op: "image.build", buildId: id, err: asError(err) }, "it could not be said that a build goes on");
		}
	};
	/** One at a time; what was made meanwhile is said with the next. */
	const say = () => {
		isSaid = false;
		saying ??= (async () => {
			while (!isSaid && !over.signal.aborted) {
				isSaid = true;
				await sayOnce();
			}
			saying = null;
		})();
	};
	const ticking = (async () => {
		while (!over.signal.aborted) {
			await clock.sleep(holdMs / 4, over.signal).catch(() => undefined);
			if (!over.signal.aborted) say();
		}
	})();
	return {
		made(one) {
			made.push(one);
			say();
		},
		madeSoFar: () => made,
		async end() {
			over.abort();
			await Promise.all([ticking, saying]);
		},
	};
}
