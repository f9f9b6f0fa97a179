import { blame } from "../failure.ts";
import type { Step } from "../work.ts";

/** Makes the tenant's network on this node. */
export const ensureNetwork: Step = {
	name: "network",
	budgetMs: (timings) => timings.stepMs.other,
	isNeeded: ({ layout }) => layout.inits.length + layout.coming.length > 0,
	ahead: ({ networks, lease }, signal) => networks.look(lease.tenantId, { signal }),
	run: ({ networks, lease }, signal) => blame("network", null, () => networks.ensure(lease.tenantId, { signal })),
};
