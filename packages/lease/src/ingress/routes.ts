import type { EndpointView } from "@berth/core";
import type { InstanceRecord, LeaseItemRecord, LeaseRecord } from "@berth/db";

/** Under which names the proxy reaches a container is in its labels, which never change: its row remembers it from when it was made. */

/** An endpoint by name is the proxy's; one that the host publishes has a port there. */
const isRoute = (endpoint: EndpointView): boolean => endpoint.host !== null && endpoint.hostPort === null;

const answers: readonly InstanceRecord["state"][] = ["starting", "running", "unhealthy"];

/** The row of a container as it was seen now, with the names that the row before knows of it. They lead nowhere while it does not run. */
export function keepRoutes(before: InstanceRecord | undefined, now: InstanceRecord): InstanceRecord {
	if (before === undefined || now.containerId === null || before.containerId !== now.containerId || now.endpoints.some(isRoute)) return now;
	const routes = before.endpoints
		.filter(isRoute)
		.map((route) => ({ ...route, url: answers.includes(now.state) ? `https://${route.host}` : null }));
	return { ...now, endpoints: [...routes, ...now.endpoints] };
}

/** Whether every serving instance of a service is routed under the domain. */
export const isRouted = (
	lease: Pick<LeaseRecord, "serving">,
	rows: readonly InstanceRecord[],
	service: string,
	domain: string,
): boolean => {
	const serving = rows.filter((row) => row.service === service && lease.serving?.[`${service}-${row.index}`] === row.generation);
	return serving.length > 0 && serving.every((row) => row.endpoints.some((endpoint) => isRoute(endpoint) && endpoint.host === domain));
};

/** The items as their containers are routed: a domain that is not routed yet is none. Compared with what is wanted, it says what to replace. */
export const asRouted = (
	lease: Pick<LeaseRecord, "serving">,
	rows: readonly InstanceRecord[],
	items: readonly LeaseItemRecord[],
): LeaseItemRecord[] =>
	items.map((item) => (item.domain === null || isRouted(lease, rows, item.service, item.domain) ? item : { ...item, domain: null }));
