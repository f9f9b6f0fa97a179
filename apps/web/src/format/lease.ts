import type { LeaseItemView, LeaseState, LeaseSummary } from "@berth/core";

/** Services with their quantities: `web×2 db×1`. */
export const shapeOf = (items: readonly LeaseItemView[]): string =>
	items.map(({ service, quantity }) => `${service}×${quantity}`).join(" ");

/** The sizes in use, each once: `small, micro`. */
export const sizesOf = (items: readonly LeaseItemView[]): string => [...new Set(items.map(({ sku }) => sku))].join(", ");

/** An image as short as it still tells itself apart: its last path part with tag, or with the head of its digest. */
export function shortImage(image: string): string {
	const [named = image, digest] = image.split("@");
	const last = named.slice(named.lastIndexOf("/") + 1);
	return digest ? `${last}@${digest.replace("sha256:", "").slice(0, 7)}` : last;
}

/** The first part and the last four of an id: enough to tell two apart by eye. */
export const shortId = (id: string): string => (id.length > 13 ? `${id.slice(0, 8)}…${id.slice(-4)}` : id);

/** An address without its scheme, for a narrow column. */
export const bareUrl = (url: string): string => url.replace(/^https?:\/\//, "").replace(/\/$/, "");

const began: Record<LeaseState, string> = {
	ready: "became ready",
	stopped: "stopped",
	failed: "failed",
	closed: "closed",
	provisioning: "provision began",
	restarting: "restart began",
	updating: "update began",
	restoring: "restore began",
	starting: "start began",
	stopping: "stop began",
	failing: "an instance died",
	deprovisioning: "close began",
};

/** What last happened to a lease, in a few words. */
export function lastEventOf(lease: LeaseSummary): string {
	if (lease.quarantined) return "quarantined by an admin";
	if (lease.state === "failed" || lease.state === "failing") return lease.reason ?? began[lease.state];
	return lease.degraded ? "an instance is unhealthy" : began[lease.state];
}
