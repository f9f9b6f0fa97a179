import { AppError, stablePorts } from "@berth/core";
import type { HostPortWish, LeaseRecord } from "@berth/db";
import type { PortSpec } from "@berth/engine";
import type { Definition } from "../work/plan-change.ts";

/** The ports of the host that a release needs for itself: one for each stable port of each of its instances. */
export const wantedPorts = ({ manifest, items }: Definition): HostPortWish[] =>
	items.flatMap(({ service, quantity }) => {
		const ports = stablePorts(manifest.services[service] ?? {});
		return Array.from({ length: quantity }, (_, index) => ports.map((port) => ({ service, index, ...port }))).flat();
	});

/** A port as the engine is asked for it: at the port of the host that the lease has for it, where it is to be stable. */
export function placePort(
	{ hostPorts }: Pick<LeaseRecord, "hostPorts">,
	{ service, index, port, protocol }: HostPortWish,
	isStable: boolean,
): PortSpec {
	if (!isStable) return { port, protocol };
	const held = hostPorts.find((one) => one.service === service && one.index === index && one.port === port && one.protocol === protocol);
	if (held === undefined) throw new AppError("INTERNAL", { cause: new Error(`${service}-${index} has no port of the host for ${port}`) });
	return { port, protocol, hostPort: held.hostPort };
}
