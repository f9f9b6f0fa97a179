import { type Clock, SECOND } from "@berth/core";
import type { Engine } from "@berth/engine";
import type { Agent, Log } from "@berth/lease";

export interface AgentStarter {
	/** Null until the engine has answered once. */
	agent(): Agent | null;
	start(): void;
	stop(): Promise<void>;
}

const TRY_AGAIN_MS = 2 * SECOND;

/** Starts the node's agent as soon as the engine tells what the host has; until then the API serves all that needs no engine. */
export function createAgentStarter(options: {
	readonly engine: Engine;
	readonly make: (signal: AbortSignal) => Promise<Agent>;
	readonly clock: Clock;
	readonly log: Log;
}): AgentStarter {
	const { make, clock, log } = options;
	const stopping = new AbortController();
	let agent: Agent | null = null;
	let starting: Promise<void> = Promise.resolve();

	async function startWhenPossible() {
		while (!stopping.signal.aborted) {
			try {
				const made = await make(stopping.signal);
				if (stopping.signal.aborted) return;
				agent = made;
				agent.start();
				return;
			} catch (err) {
				if (stopping.signal.aborted) return;
				log.warn({ op: "agent.start", err }, "the agent waits for the engine");
				await clock.sleep(TRY_AGAIN_MS, stopping.signal).catch(() => undefined);
			}
		}
	}

	return {
		agent: () => agent,
		start() {
			starting = startWhenPossible();
		},
		async stop() {
			stopping.abort();
			await starting;
			await agent?.stop();
		},
	};
}
