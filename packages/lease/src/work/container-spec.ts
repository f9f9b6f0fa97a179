import { AppError, type Manifest, parseDuration, readPort, type Service } from "@berth/core";
import type { LeaseRecord } from "@berth/db";
import type { ContainerSpec, HealthCheckSpec, ReadinessSpec } from "@berth/engine";
import { containerName } from "../names.ts";
import { placePort } from "../ports/wanted-ports.ts";
import { DEFAULT_GRACE_MS } from "../timings.ts";
import type { PlacedInstance } from "./instance-rows.ts";
import { type Definition, partOf } from "./plan-change.ts";

/** What of a container is decided elsewhere: where it keeps its data, how it is reached, in which network it lives. */
export interface Surroundings extends Pick<ContainerSpec, "mounts" | "writablePaths" | "ingress"> {
	readonly network: string;
}

/** What the engine is asked for, for one instance of a release. Nothing of the tenant's passes that is not named here. */
export function containerSpec(
	lease: Pick<LeaseRecord, "id" | "tenantId" | "name" | "hostPorts">,
	definition: Definition,
	instance: PlacedInstance,
	{ network, ...around }: Surroundings,
): ContainerSpec {
	const { service: name, index, generation } = instance;
	const part = partOf(definition, name);
	if (part === null) throw new AppError("INTERNAL", { cause: new Error(`service ${name} has no manifest or no item`) });
	const { service, item } = part;
	const healthCheck = toHealthCheck(service.health_check);
	const readiness = toReadiness(service.readiness);
	return {
		name: containerName(lease.id, name, index, generation),
		owner: { tenantId: lease.tenantId, leaseId: lease.id },
		service: name,
		...(service.role !== undefined && service.role !== "main" && { kind: service.role }),
		index,
		generation,
		image: service.image,
		...(service.command && { command: service.command }),
		...(service.args && { args: service.args }),
		...(service.user !== undefined && { user: service.user }),
		...(healthCheck && { healthCheck }),
		...(readiness && { readiness }),
		env: service.env ?? {},
		labels: service.labels ?? {},
		ports: Object.entries(service.ports ?? {}).map(([spec, { stable }]) =>
			placePort(lease, { service: name, index, ...readPort(spec) }, stable === true),
		),
		tmpfs: service.tmpfs ?? [],
		...around,
		// The short name is what stacks use; the long one stays unambiguous when two leases of a tenant have a service of one name.
		network: { name: network, aliases: [name, `${name}.${lease.name}`] },
		resources: { cpuMillis: item.cpuMillis, memoryBytes: item.memoryBytes, pidsMax: item.pidsMax },
		stopGraceMs: stopGraceMs(service),
		init: service.init ?? true,
	};
}

/** How long a service gets between being asked to stop and being killed. */
const stopGraceMs = (service: Pick<Service, "stop_grace_period"> | undefined): number =>
	(service?.stop_grace_period === undefined ? null : parseDuration(service.stop_grace_period)) ?? DEFAULT_GRACE_MS;

/** The same for any of several releases that a container may be of: the longest. */
export const graceOf = (manifests: readonly Manifest[], service: string | null): number =>
	Math.max(...manifests.map((manifest) => stopGraceMs(service === null ? undefined : manifest.services[service])));

const ms = (text: string | undefined) => (text === undefined ? null : parseDuration(text));

function toReadiness(asked: Service["readiness"]): ReadinessSpec | null {
	const probe = asked && toProbe(asked);
	if (!probe) return null;
	const [intervalMs, timeoutMs, startPeriodMs] = [asked.interval, asked.timeout, asked.start_period].map(ms);
	return {
		probe,
		...(intervalMs && { intervalMs }),
		...(timeoutMs && { timeoutMs }),
		...(startPeriodMs && { startPeriodMs }),
		...(asked.retries && { retries: asked.retries }),
	};
}

function toProbe({ http, tcp, command }: NonNullable<Service["readiness"]>): ReadinessSpec["probe"] | null {
	if (http) return { kind: "http", port: http.port, path: http.path, ...(http.status === undefined ? {} : { status: http.status }) };
	if (tcp) return { kind: "tcp", port: tcp.port };
	return command ? { kind: "command", argv: command } : null;
}

function toHealthCheck(check: Service["health_check"]): HealthCheckSpec | null {
	if (check === undefined || check.test[0] === "NONE") return null;
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
