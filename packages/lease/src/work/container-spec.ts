import { AppError, type Manifest, parseDuration, type Service } from "@berth/core";
import type { LeaseRecord } from "@berth/db";
import type { ContainerSpec, HealthCheckSpec, PortSpec } from "@berth/engine";
import { containerName } from "../names.ts";
import { DEFAULT_GRACE_MS } from "../timings.ts";

/** What the engine is asked for, for one instance of a lease. Nothing of the tenant's passes that is not named here. */
export function containerSpec(
	lease: LeaseRecord,
	manifest: Manifest,
	instance: { readonly service: string; readonly index: number; readonly generation: number },
	network: string,
): ContainerSpec {
	const { service: name, index, generation } = instance;
	const service = manifest.services[name];
	const item = lease.items.find((one) => one.service === name);
	if (service === undefined || item === undefined)
		throw new AppError("INTERNAL", { cause: new Error(`service ${name} has no manifest or no item`) });
	const healthCheck = toHealthCheck(service.health_check);
	return {
		name: containerName(lease.id, name, index, generation),
		owner: { tenantId: lease.tenantId, leaseId: lease.id },
		service: name,
		index,
		generation,
		image: service.image,
		...(service.command && { command: service.command }),
		...(service.args && { args: service.args }),
		...(service.user !== undefined && { user: service.user }),
		...(healthCheck && { healthCheck }),
		env: service.env ?? {},
		labels: service.labels ?? {},
		ports: Object.keys(service.ports ?? {}).map(toPort),
		tmpfs: service.tmpfs ?? [],
		// The short name is what stacks use; the long one stays unambiguous when two leases of a tenant have a service of one name.
		network: { name: network, aliases: [name, `${name}.${lease.name}`] },
		resources: { cpuMillis: item.cpuMillis, memoryBytes: item.memoryBytes, pidsMax: item.pidsMax },
		stopGraceMs: stopGraceMs(service),
		init: service.init ?? true,
	};
}

/** How long a service gets between being asked to stop and being killed. */
export const stopGraceMs = (service: Pick<Service, "stop_grace_period"> | undefined): number =>
	(service?.stop_grace_period === undefined ? null : parseDuration(service.stop_grace_period)) ?? DEFAULT_GRACE_MS;

const toPort = (spec: string): PortSpec => {
	const [port, protocol] = spec.split("/");
	return { port: Number(port), protocol: protocol === "udp" ? "udp" : "tcp" };
};

function toHealthCheck(check: Service["health_check"]): HealthCheckSpec | null {
	if (check === undefined || check.test[0] === "NONE") return null;
	const ms = (text: string | undefined) => (text === undefined ? null : parseDuration(text));
	const intervalMs = ms(check.interval);
	const timeoutMs = ms(check.timeout);
	const startPeriodMs = ms(check.start_period);
	return {
		test: check.test,
		...(intervalMs && { intervalMs }),
		...(timeoutMs && { timeoutMs }),
		...(startPeriodMs && { startPeriodMs }),
		...(check.retries && { retries: check.retries }),
	};
}
