import type { InstanceRecord } from "@berth/db";
import type { WireContext, WireHandler } from "../context.ts";
import { findOpen } from "../find-lease.ts";
import { notProvisioned } from "../refusal.ts";
import { toEngineWord } from "../words.ts";

/** As long as engines write them when they are short. */
const SHORT_ID = 12;

/** Where a lease's instances answer. Only of one that is ready. */
export const info: WireHandler = async (context, { name }) => {
	const { stores, publicHost } = context;
	const found = await findOpen(context, name);
	if (found === null || found.state !== "ready") throw notProvisioned();
	const [lease, rows] = await Promise.all([
		stores.leases.find(found.leaseId, { tenantId: found.tenantId }),
		stores.reader.instances([found.leaseId]),
	]);
	if (lease === null || lease.state !== "ready") throw notProvisioned();
	const serving = (rows.get(found.leaseId) ?? []).filter((row) => lease.serving?.[`${row.service}-${row.index}`] === row.generation);
	const byService = Map.groupBy(serving, ({ service }) => service);
	const services = [...byService.keys()]
		.toSorted((one, other) => (one < other ? -1 : 1))
		.map((service) => {
			const instances = (byService.get(service) ?? []).toSorted((one, other) => one.index - other.index);
			return [service, { instances: instances.map((row) => showInstance(context, row)) }] as const;
		});
	return {
		status: 200,
		body: { host: publicHost, instances: services.flatMap(([, { instances }]) => instances), services: Object.fromEntries(services) },
	};
};

function showInstance({ publishAddress }: WireContext, { index, containerId, image, state, endpoints }: InstanceRecord) {
	// The tenant's own name stands before the one that the installation gives.
	const name = endpoints.findLast(({ host, hostPort }) => host !== null && hostPort === null)?.host ?? null;
	const published = endpoints.filter(({ hostPort }) => hostPort !== null);
	return {
		instance_index: index,
		container_id: containerId?.slice(0, SHORT_ID) ?? "",
		image,
		status: toEngineWord(state),
		...(name !== null && { fqdn: name }),
		ports: Object.fromEntries(
			published.map(({ port, protocol, hostPort }) => [`${port}/${protocol}`, { host_ip: publishAddress, host_port: String(hostPort) }]),
		),
	};
}
