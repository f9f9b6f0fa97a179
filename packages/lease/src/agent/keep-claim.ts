import { asError, type Clock, isAppError, type Millis, SECOND } from "@berth/core";
import type { Fence, NodeStore } from "@berth/db";
import type { Engine } from "@berth/engine";
import type { Log } from "../observe.ts";
import { within } from "../work/within.ts";

interface KeepOptions {
	readonly stores: { readonly nodes: Pick<NodeStore, "renew"> };
	readonly engine: Pick<Engine, "host">;
	readonly clock: Clock;
	readonly log: Log;
	readonly fence: Fence;
	readonly claimMs: Millis;
	/** On the monotonic clock, when it was asked for. */
	readonly sinceMs: Millis;
}

/** A claim being renewed at a third of its length. */
export interface KeptClaim {
	/** Resolves when the claim is not ours any more, may not be, or is not wanted. */
	readonly over: Promise<void>;
	/** Whether it is ours for certain: it was renewed less long ago than it lasts. Asked of the clock alone, so that it is true at this moment. */
	holds(): boolean;
	/** Renews at once: the engine has just come back, and the node should be seen alive. */
	renewSoon(): void;
}

/** The engine is asked whether it lives with each renewal. Longer than this it is not waited for: the claim matters more. */
const PING_MS = SECOND;

/**
 * Keeps a claim until `signal` fires. When it could not be renewed for as long as it lasts, it counts as lost: by then another may
 * have taken the node.
 */
export function keepClaim(options: KeepOptions, signal: AbortSignal): KeptClaim {
	const { stores, clock, log, fence, claimMs, sinceMs } = options;
	let poke = new AbortController();
	let poked = false;

	let renewedAtMs = sinceMs;
	let isLost = false;
	const holds = () => !isLost && clock.monotonicMs() - renewedAtMs < claimMs;

	const keep = async () => {
		while (!signal.aborted && holds()) {
			let waitMs = claimMs / 3;
			poked = false;
			try {
				const engineSeen = await isEngineSeen(options, signal);
				const begunMs = clock.monotonicMs();
				await stores.nodes.renew(fence, claimMs, { engineSeen });
				renewedAtMs = begunMs;
			} catch (err) {
				if (isAppError(err, "CLAIM_LOST")) break;
				log.warn({ err: asError(err) }, "could not renew the claim");
				waitMs = Math.min(waitMs, SECOND);
			}
			poke = new AbortController();
			if (!poked) await clock.sleep(waitMs, AbortSignal.any([signal, poke.signal])).catch(() => undefined);
		}
	};
	return {
		over: keep().finally(() => {
			isLost = !signal.aborted;
		}),
		holds,
		renewSoon() {
			poked = true;
			poke.abort();
		},
	};
}

const isEngineSeen = async ({ engine, clock }: KeepOptions, parent: AbortSignal): Promise<boolean> => {
	try {
		return await within(clock, PING_MS, parent, async (signal) => (await engine.host.ping({ signal })).ok);
	} catch {
		return false;
	}
};
