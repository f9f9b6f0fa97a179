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
}

/** A claim being renewed at a third of its length. */
export interface KeptClaim {
	/** Resolves when the claim is not ours any more, may not be, or is not wanted. */
	readonly over: Promise<void>;
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
	const { stores, clock, log, fence, claimMs } = options;
	let poke = new AbortController();
	let poked = false;

	const keep = async () => {
		let renewedAtMs = clock.monotonicMs();
		while (!signal.aborted && clock.monotonicMs() - renewedAtMs < claimMs) {
			let waitMs = claimMs / 3;
			poked = false;
			try {
				const engineSeen = await isEngineSeen(options, signal);
				const begunMs = clock.monotonicMs();
				await stores.nodes.renew(fence, claimMs, { engineSeen });
				renewedAtMs = begunMs;
			} catch (err) {
				if (isAppError(err, "CLAIM_LOST")) return;
				log.warn({ err: asError(err) }, "could not renew the claim");
				waitMs = Math.min(waitMs, SECOND);
			}
			poke = new AbortController();
			if (!poked) await clock.sleep(waitMs, AbortSignal.any([signal, poke.signal])).catch(() => undefined);
		}
	};
	return {
		over: keep(),
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
