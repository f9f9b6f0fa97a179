import type { ActorDetail, Clock, LeaseId } from "@berth/core";
import type { Services } from "./trpc/services.ts";

const LOOK_EVERY_MS = 1_000;

/** One actor for whoever looks at it: each viewer of one looks for itself, for few do. */
export function createActorView(
	read: (leaseId: LeaseId) => Promise<ActorDetail>,
	clock: Clock,
): Pick<Services["actors"], "get" | "watchOne"> {
	async function* watchOne(leaseId: LeaseId, signal: AbortSignal): AsyncGenerator<ActorDetail, void, undefined> {
		let told: string | null = null;
		while (!signal.aborted) {
			const detail = await read(leaseId);
			const { at: _at, ...rest } = detail;
			const text = JSON.stringify(rest);
			if (text !== told) yield detail;
			told = text;
			await clock.sleep(LOOK_EVERY_MS, signal).catch(() => undefined);
		}
	}
	return { get: read, watchOne };
}
