import { asError, isAppError } from "@berth/core";
import type { InstanceRecord, LeaseItemRecord, LeaseRecord } from "@berth/db";
import type { IngressOptions } from "../agent-types.ts";
import type { Log } from "../observe.ts";
import { isRouted } from "./routes.ts";

export interface DomainQuestion {
	readonly lease: Pick<LeaseRecord, "id" | "serving">;
	readonly items: readonly LeaseItemRecord[];
	/** Rows of the lease's instances. */
	readonly instances: readonly InstanceRecord[];
}

/**
 * Which of the tenant's own domains the containers about to be made may be routed under, by service: those that are known to lead
 * here, and those that are routed already. A name server that stumbles takes no domain away that works.
 *
 * Errors  what the signal was aborted with. A question that fails otherwise is a no.
 */
export async function routableDomains(
	{ ingress, log }: { readonly ingress: IngressOptions | null; readonly log: Log },
	{ lease, items, instances }: DomainQuestion,
	signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
	if (ingress === null) return new Map();
	const asked = items.map(async ({ service, domain }): Promise<[string, string][]> => {
		if (domain === null || isReserved(ingress, domain)) return [];
		const isReady = isRouted(lease, instances, service, domain) || (await ask(ingress, domain, { leaseId: lease.id, log }, signal));
		return isReady ? [[service, domain]] : [];
	});
	return new Map((await Promise.all(asked)).flat());
}

async function ask(
	{ isDomainReady }: IngressOptions,
	domain: string,
	{ leaseId, log }: { readonly leaseId: string; readonly log: Log },
	signal: AbortSignal,
): Promise<boolean> {
	if (isDomainReady === null) return true;
	try {
		return await isDomainReady(domain, signal);
	} catch (err) {
		signal.throwIfAborted();
		if (!isAppError(err)) throw err;
		log.warn({ leaseId, domain, err: asError(err) }, "could not ask whether a domain leads here");
		return false;
	}
}

/** Names at or below the wildcard domain are given out by the installation, also where a domain was taken before it was set so. */
const isReserved = ({ wildcardDomain }: IngressOptions, domain: string): boolean =>
	domain === wildcardDomain || domain.endsWith(`.${wildcardDomain}`);
