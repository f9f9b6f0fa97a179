import { isWorking } from "@berth/core";
import type { InstanceRecord, LeaseRecord } from "@berth/db";
import type { ContainerObservation, NetworkObservation } from "@berth/engine";
import { isQuiet, judge } from "./judge.ts";

/** Ids of leases of the node that are not closed, and of their tenants. */
export interface Open {
	readonly leases: ReadonlySet<string>;
	readonly tenants: ReadonlySet<string>;
}

/** Pure: containers that no open lease accounts for, by the lease they name. Each lease is asked about before they go. */
export const ownerlessOf = (
	containers: readonly ContainerObservation[],
	openLeases: Open["leases"],
): ReadonlyMap<string, readonly ContainerObservation[]> =>
	Map.groupBy(
		containers.filter((one) => one.leaseId !== null && !openLeases.has(one.leaseId)),
		(one) => one.leaseId ?? "",
	);

/** Pure: networks of tenants without an open lease on the node. */
export const emptyNetworksOf = (networks: readonly NetworkObservation[], openTenants: Open["tenants"]): readonly NetworkObservation[] =>
	networks.filter((network) => network.tenantId !== null && !openTenants.has(network.tenantId));

/** Pure: whether a lease's actor must look, since it works or something of it is not as its rows say. */
export const needsLook = (
	lease: LeaseRecord,
	rows: readonly InstanceRecord[],
	observed: readonly ContainerObservation[],
	publicHost: string,
): boolean => isWorking(lease.state) || !isQuiet(judge(lease, rows, observed, publicHost));
