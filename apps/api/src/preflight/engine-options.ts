import type { LeaseId } from "@berth/core";
import type { Stores } from "@berth/db";
import type { PreflightOptions } from "@berth/engine/docker";
import type { Config } from "../config.ts";

const PAGE = 500;

/** What the engine shall check beyond what it sees by itself. */
export function preflightOptions(config: Pick<Config, "ALLOWED_REGISTRIES" | "PREFLIGHT_IMAGE">, stores: Stores): PreflightOptions {
	const { ALLOWED_REGISTRIES: registries, PREFLIGHT_IMAGE: image } = config;
	return {
		registries,
		known: async (signal) => ({
			leaseIds: await openLeases(stores, signal),
			tenantIds: new Set((await stores.catalog.listTenants()).map(({ id }) => id)),
		}),
		...(image === null ? {} : { probeImage: image, isolationImage: image }),
	};
}

/** Every lease that is not closed: those own what is on hosts. A read that fails is an error, and never an empty set. */
async function openLeases({ leases }: Pick<Stores, "leases">, signal: AbortSignal): Promise<ReadonlySet<string>> {
	const ids = new Set<string>();
	let after: LeaseId | undefined;
	for (;;) {
		signal.throwIfAborted();
		const page = await leases.list("all", { limit: PAGE, ...(after === undefined ? {} : { after }) });
		for (const { id } of page) ids.add(id);
		if (page.length < PAGE) return ids;
		after = page.at(-1)?.id;
	}
}
