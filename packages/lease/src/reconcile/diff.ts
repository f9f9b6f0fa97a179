import { isWorking } from "@berth/core";
import type { InstanceRecord, LeaseRecord } from "@berth/db";
import type { ContainerObservation, NetworkObservation } from "@berth/engine";
import { isQuiet, judge } from "./judge.ts";

/** All that is on a node, from answers that were complete. */
export interface Seen {
	readonly containers: readonly ContainerObservation[];
	readonly networks: readonly NetworkObservation[];
}

/** Ids of every lease of the node that is not closed, and of their tenants. */
export interface Open {
	readonly leases: ReadonlySet<string>;
	readonly tenants: ReadonlySet<string>;
}

/** What is on a node and belongs to none of its open leases. */
export interface Drift {
	/** Containers with our label, by the lease they name. Each lease is asked about before they go. */
	readonly ownerless: ReadonlyMap<string, readonly ContainerObservation[]>;
	readonly emptyNetworks: readonly NetworkObservation[];
}

/** Pure: what of a node no open lease accounts for. */
export function diff({ containers, networks }: Seen, { leases, tenants }: Open): Drift {
	return {
		ownerless: Map.groupBy(
			containers.filter((one) => one.leaseId !== null && !leases.has(one.leaseId)),
			(one) => one.leaseId ?? "",
		),
		emptyNetworks: networks.filter((network) => network.tenantId !== null && !tenants.has(network.tenantId)),
	};
}

/** Pure: whether a lease's actor must look, since it works or something of it is not as its rows say. */
export const needsLook = (
	lease: LeaseRecord,
	rows: readonly InstanceRecord[],
	observed: readonly ContainerObservation[],
	publicHost: string,
): boolean => isWorking(lease.state) || !isQuiet(judge(lease, rows, observed, publicHost));
