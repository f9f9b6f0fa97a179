import type { LeaseId, VolumeId } from "@berth/core";
import { withClient } from "../support/postgres.ts";
import type { History } from "./history.ts";

/** Follows every volume from its making to its end, and notices what must never happen to data. */
export interface DataWatch {
	/** Faults planned on the host forget it: it is to be placed again. */
	place(): void;
	/** Looks whose each volume is. */
	look(): Promise<void>;
	/** When all rests: what was never given up is there, and nothing else. */
	settle(): Promise<readonly string[]>;
}

interface Seen {
	readonly service: string;
	readonly index: number;
	/** Every lease it was of. */
	readonly leases: Set<LeaseId>;
}

export function watchData(history: History): DataWatch {
	const { world, test } = history;
	const { host } = world;
	const faults = new Set<string>();
	const seen = new Map<string, Seen>();
	const made = new Set<string>();
	const destroyed = new Set<string>();
	/** A container may have written to it. */
	const written = new Set<string>();
	/** By lease, service and index. */
	const places = new Map<string, string>();

	const look = async () => {
		const { rows } = await withClient(test.url, (client) =>
			client.query<{ id: VolumeId; of: LeaseId; own: boolean; service: string; index: number }>(
				'select v.id, v.service, v.index, coalesce(v.lease_id, r.lease_id) as "of", v.lease_id is not null as own from volume v left join retention r on r.id = v.retention_id where v.tenant_id = $1',
				[world.tenantId],
			),
		);
		for (const lease of await capped(history)) history.givenUp.add(lease);
		for (const { id, of, own, service, index } of rows) {
			const before = seen.get(id) ?? { service, index, leases: new Set() };
			if (before.service !== service || before.index !== index)
				faults.add(`volume ${id} was of ${before.service}-${before.index} and is of ${service}-${index}`);
			seen.set(id, before);
			before.leases.add(of);
			if (!own) continue;
			const place = `${of} ${service}-${index}`;
			const stood = places.get(place) ?? id;
			if (stood !== id && written.has(stood)) faults.add(`${place} had the data of ${stood} and has that of ${id}`);
			places.set(place, id);
		}
	};
	const mayGo = (id: string) => [...(seen.get(id)?.leases ?? [])].some((lease) => history.givenUp.has(lease));

	return {
		look,
		place() {
			host.faults.onCall(({ operation, subject }, point) => {
				if (point === "before") return;
				if (operation === "volumes.ensure") {
					made.add(subject);
					if (destroyed.has(subject)) faults.add(`volume ${subject} was destroyed and is made again`);
				}
				if (operation === "volumes.ensureDirectories") written.add(subject);
				if (operation === "volumes.destroy") destroyed.add(subject);
				if (operation !== "containers.start") return;
				const mounted = host.containers().flatMap(({ phase, volumes }) => (phase === "running" ? volumes : []));
				for (const id of mounted.filter((id, at) => mounted.indexOf(id) !== at)) faults.add(`volume ${id} is in two running containers`);
			});
		},
		async settle() {
			await look();
			const rows = (await withClient(test.url, (client) => client.query("select id from volume where tenant_id = $1", [world.tenantId])))
				.rows;
			const owned = new Set<string>(rows.map(({ id }) => id));
			const signal = AbortSignal.timeout(10_000);
			const onDisk = (await host.world.volumes.list({ signal })).map(({ id }) => id);
			for (const id of destroyed)
				if (made.has(id) && written.has(id) && !mayGo(id)) faults.add(`volume ${id} is destroyed and nobody gave it up`);
			for (const id of onDisk) if (!owned.has(id)) faults.add(`volume ${id} is on the disk and nobody's`);
			for (const id of made) if (!destroyed.has(id) && !onDisk.includes(id)) faults.add(`volume ${id} is lost`);
			return [...faults];
		},
	};
}

/** Leases whose data a cap has given up, for newer data or for want of room. */
const capped = ({ world, test }: History): Promise<readonly LeaseId[]> =>
	withClient(test.url, async (client) => {
		const { rows } = await client.query<{ id: LeaseId }>(
			"select lease_id as id from retention where tenant_id = $1 and given_up_because in ('evicted', 'refused') union select lease_id from retention_tombstone where tenant_id = $1 and because in ('evicted', 'refused')",
			[world.tenantId],
		);
		return rows.map(({ id }) => id);
	});
