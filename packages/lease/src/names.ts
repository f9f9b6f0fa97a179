import { createHash } from "node:crypto";
import type { LeaseId, TenantId } from "@berth/core";

/** Every name we give a thing on a host is made here. Ownership is in labels; a name is for people and for the daemon's uniqueness. */

/** The generation is in it, so an old and a new container never want the same name. */
export const containerName = (leaseId: LeaseId, service: string, index: number, generation: number): string =>
	`berth-${leaseId}-${service}-${index}-g${generation}`;

/** One bridge per tenant and installation. */
export const networkName = (installationId: string, tenantId: TenantId): string =>
	`berth-${installationId.slice(0, 8)}-${createHash("sha256").update(tenantId).digest("hex").slice(0, 16)}`;

/** Names one instance within a lease, whatever its generation: `web-0`. */
export const instanceKey = (instance: { readonly service: string; readonly index: number }): string =>
	`${instance.service}-${instance.index}`;

/** The instance that a key names. A service's name may hold dashes and digits itself: what stands behind the last dash is the index. */
export function parseInstanceKey(key: string): { readonly service: string; readonly index: number } {
	const dash = key.lastIndexOf("-");
	return { service: key.slice(0, dash), index: Number(key.slice(dash + 1)) };
}
