import { withClient } from "../../support/postgres.ts";
import { waitUntil } from "../../support/wait-until.ts";
import type { BenchContext } from "../bench.ts";
import { type StoredLeases, storeLeases } from "../seed/stored-leases.ts";
import { createSimulatedServer, type SimulatedServer } from "./simulated-server.ts";

/** A service with stored leases, and a simulated host on which the containers of all of them run. */
export interface CrowdedService {
	readonly stored: StoredLeases;
	readonly server: SimulatedServer;
}

const PATIENCE_MS = 120_000;

/** Makes it, and does not start it. The leases behind the first `running` ones are stopped; all run when absent. */
export async function openCrowd(
	count: number,
	{ onEnd }: BenchContext,
	{ running = count, env = {} }: { readonly running?: number; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<CrowdedService> {
	const stored = await storeLeases(count, running);
	onEnd(() => stored[Symbol.asyncDispose]());
	const { node, startedAt } = await withClient(stored.url, async (client) => {
		const { rows: nodes } = await client.query<{ name: string }>("update node set claimed_by = null, claimed_until = null returning name");
		const { rows: instances } = await client.query<{ startedAt: Date }>('select started_at as "startedAt" from instance limit 1');
		return { node: nodes[0]?.name ?? "", startedAt: instances[0]?.startedAt ?? new Date() };
	});
	const server = await createSimulatedServer({
		databaseUrl: stored.url,
		crowd: { count, running, tenantId: stored.tenantId, startedAt: startedAt.toISOString() },
		env: { NODE_NAME: node, PUBLIC_HOST: "127.0.0.1", ...env },
	});
	onEnd(() => server[Symbol.asyncDispose]());
	return { stored, server };
}

interface Readiness {
	readonly checks: readonly { readonly check: string; readonly seen?: { readonly lastReconcileAgeMs?: number | null } }[];
}

/** Waits until the agent has compared all of its leases with the host, at `sinceMs` of the monotonic clock or later. */
export const untilReconciled = (server: Pick<SimulatedServer, "url">, sinceMs = 0): Promise<true> =>
	waitUntil(async () => (await reconcileAgeMs(server)) <= performance.now() - sinceMs, {
		timeoutMs: PATIENCE_MS,
		what: "the agent to have looked at all its leases",
	});

/** How long ago the agent compared all of its leases with the host; infinite when it did not yet. */
export async function reconcileAgeMs({ url }: Pick<SimulatedServer, "url">): Promise<number> {
	const { checks } = (await (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(30_000) })).json()) as Readiness;
	return checks.find(({ check }) => check === "node")?.seen?.lastReconcileAgeMs ?? Number.POSITIVE_INFINITY;
}
