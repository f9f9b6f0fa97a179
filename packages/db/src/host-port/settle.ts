import type { LeaseChange } from "../lease-change.ts";
import type { Parameter } from "../query.ts";
import type { HostPortWish, LeaseHostPort } from "../records.ts";
import { toJson } from "../to-json.ts";

export interface PortBalance {
	readonly keep: readonly LeaseHostPort[];
	readonly drop: readonly LeaseHostPort[];
	readonly take: readonly HostPortWish[];
}

/** What a change makes of the ports that a lease has. Pure. */
export function settleHostPorts(standing: readonly LeaseHostPort[], change: LeaseChange): PortBalance {
	const isKept = (held: LeaseHostPort): boolean => {
		if (change.releaseCapacity) return false;
		return change.keepHostPorts?.some((wish) => isSamePort(wish, held)) ?? true;
	};
	const keep = standing.filter(isKept);
	return {
		keep,
		drop: standing.filter((held) => !keep.includes(held)),
		take: (change.takeHostPorts ?? []).filter((wish) => !keep.some((held) => isSamePort(wish, held))),
	};
}

/** Gives back the ports that go, as a part of the statement that writes the change. */
export function hostPortPart(p: Parameter, { drop }: Pick<PortBalance, "drop">): string[] {
	if (drop.length === 0) return [];
	return [
		`given_back as (
			delete from host_port
			using changed, jsonb_to_recordset(${p(toJson(drop))}::jsonb) as gone ("hostPort" int, protocol text)
			where host_port.lease_id = changed.id and host_port.port = gone."hostPort" and host_port.protocol = gone.protocol
		)`,
	];
}

export const inPortOrder = (ports: readonly LeaseHostPort[]): LeaseHostPort[] =>
	ports.toSorted((a, b) => a.hostPort - b.hostPort || (a.protocol < b.protocol ? -1 : 1));

const isSamePort = (one: HostPortWish, other: HostPortWish): boolean =>
	one.service === other.service && one.index === other.index && one.port === other.port && one.protocol === other.protocol;
