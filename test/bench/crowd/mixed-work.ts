import type { LeaseService } from "@berth/lease";
import type { CrowdTenant, CrowdWorld } from "./crowd-world.ts";

/** What one tenant got done. */
export interface Worked {
	readonly tenant: CrowdTenant;
	/** Commands that ended within the time. */
	readonly done: number;
	/** How long each command took to be accepted. */
	readonly acceptMs: readonly number[];
	/** How long each took from the call until its operation had ended. */
	readonly doneMs: readonly number[];
}

const REST_MS = 120_000;

type Accepted = Awaited<ReturnType<LeaseService["restart"]>>;

/**
 * Makes tenants work, each with so many leases at a time: provision, restart, scale, stop and start, another environment, close, and
 * anew. A command follows when the one before has ended, so whoever is served slower asks less. The time begins when every first lease
 * is there, and what was asked within it counts; all leases are closed in the end.
 *
 * Errors  whatever command is refused, or whose operation does not succeed: then something was lost.
 */
export async function mixedWork(
	{ world: { service } }: CrowdWorld,
	tenants: readonly { readonly tenant: CrowdTenant; readonly leases: number }[],
	{ forMs, signal }: { readonly forMs: number; readonly signal: AbortSignal },
): Promise<readonly Worked[]> {
	const start = startTogether(tenants.reduce((sum, { leases }) => sum + leases, 0));
	const isOver = () => start.atMs() !== null && performance.now() >= (start.atMs() ?? 0) + forMs;
	return Promise.all(
		tenants.map(async ({ tenant, leases }) => {
			const acceptMs: number[] = [];
			const doneMs: number[] = [];
			let done = 0;
			const once = async (ask: () => Promise<Accepted>): Promise<Accepted> => {
				signal.throwIfAborted();
				const begun = performance.now();
				const isCounted = start.atMs() !== null && !isOver();
				const accepted = await ask();
				if (isCounted) acceptMs.push(performance.now() - begun);
				const { leaseId, operationId } = accepted;
				const { met, operation } = await service.wait(tenant.caller, { leaseId, operationId, timeoutMs: REST_MS }, signal);
				if (!met || operation?.state !== "succeeded")
					throw new Error(`a ${operation?.kind ?? "command"} ended as ${operation?.state ?? "nothing"}: ${operation?.message ?? ""}`);
				if (isCounted) doneMs.push(performance.now() - begun);
				if (isCounted && !isOver()) done += 1;
				return accepted;
			};
			const life = async (nth: number) => {
				for (let round = 0; !isOver(); round++)
					await oneLife(service, tenant, `lease-${nth}-${round}`, { once, isOver, arrive: round === 0 ? start.arrive : atOnce });
			};
			await Promise.all(Array.from({ length: leases }, (_, nth) => life(nth)));
			return { tenant, done, acceptMs, doneMs };
		}),
	);
}

const atOnce = async () => undefined;

/** Lets all go on when the last one has arrived. */
function startTogether(count: number) {
	const { promise, resolve } = Promise.withResolvers<void>();
	let atMs: number | null = null;
	let arrived = 0;
	return {
		/** When all went on; null until then. */
		atMs: () => atMs,
		arrive: () => {
			arrived += 1;
			if (arrived === count) {
				atMs = performance.now();
				resolve();
			}
			return promise;
		},
	};
}

interface Asking {
	readonly once: (ask: () => Promise<Accepted>) => Promise<Accepted>;
	readonly isOver: () => boolean;
	/** Called when the lease is there. */
	readonly arrive: () => Promise<void>;
}

async function oneLife(
	service: LeaseService,
	{ tenantId, caller }: CrowdTenant,
	name: string,
	{ once, isOver, arrive }: Asking,
): Promise<void> {
	const items = [{ sku: "tiny", quantity: 1 }];
	const { leaseId } = await once(() => service.provision(caller, tenantId, { name, items, manifest: { image: "app:1" } }));
	await arrive();
	const commands: readonly (() => Promise<Accepted>)[] = [
		() => service.restart(caller, { leaseId }),
		() => service.scale(caller, { leaseId, items: [{ quantity: 2 }] }),
		() => service.stop(caller, { leaseId }),
		() => service.start(caller, { leaseId }),
		() => service.setEnv(caller, { leaseId, mode: "patch", env: { WORD: name } }),
		() => service.scale(caller, { leaseId, items: [{ quantity: 1 }] }),
	];
	for (const command of commands) if (!isOver()) await once(command);
	await once(() => service.close(caller, { leaseId }));
}
