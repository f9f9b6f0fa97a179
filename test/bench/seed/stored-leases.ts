import type { LeaseId, TenantId } from "@berth/core";
import { claimedNode, MIB } from "../../db/fixture.ts";
import { createTestDatabase, type TestDatabase, withClient } from "../../support/postgres.ts";

export interface StoredLeases extends TestDatabase {
	readonly tenantId: TenantId;
	readonly tenantName: string;
	/** From the oldest on, which is the first. */
	leaseIdOf(nth: number): LeaseId;
}

const ROOM = { cpuMillis: 2 ** 40, memoryBytes: 2 ** 52, diskBytes: 0 };

/** Ids sort by age, as those that are made one after the other do. */
const ids = { lease: 0x0190_0000, operation: 0x01a0_0000 } as const;
const sqlId = (kind: keyof typeof ids) =>
	`(lpad(to_hex(${ids[kind]} + nth), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(nth), 12, '0'))::uuid`;
const hex = (number: number, digits: number) => number.toString(16).padStart(digits, "0");

/** What each lease of one container that came up has left in the tables; those behind the first $3 were stopped then. $1 is the tenant, $2 the node. */
const rows = [
	`insert into lease (id, tenant_id, node_id, name, state, state_since, version, generation, serving, active_release, release_seq, event_seq,
		operation_id, held_cpu_millis, held_memory_bytes, held_disk_bytes, created_by, created_at)
	select i.id, $1, $2, 'lease-' || i.nth, case when i.nth <= $3 then 'ready' else 'stopped' end, now(), 4, 1, '{"app-0": 1}', 1, 1, 4, i.operation_id, 100, 67108864, 0, 'user:bench', now()
	from ids i`,
	`insert into lease_item (lease_id, position, service, sku, quantity, cpu_millis, memory_bytes, disk_bytes, pids_max)
	select id, 1, 'app', 'tiny', 1, 100, 67108864, 0, 64 from ids`,
	`insert into lease_search (lease_id, tenant_id, words) select id, $1, ' lease-' || nth || ' app:1' from ids`,
	`insert into release (lease_id, number, manifest, items, status, cause, created_by, created_at)
	select id, 1, '{"services": {"app": {"image": "app:1", "ports": {"80/tcp": {}}}}}',
		'[{"service": "app", "sku": "tiny", "quantity": 1, "cpuMillis": 100, "memoryBytes": 67108864, "diskBytes": 0, "pidsMax": 64, "domain": null}]',
		'active', 'provision', 'user:bench', now() from ids`,
	`insert into operation (id, lease_id, tenant_id, kind, state, requested_by, release_number, steps, request_hash, created_at, started_at, finished_at)
	select operation_id, id, $1, 'provision', 'succeeded', 'user:bench', 1, '[]', 'hash', now(), now(), now() from ids`,
	`insert into instance (lease_id, service, index, generation, container_id, image, state, exit_code, health, oom_killed, started_at, endpoints)
	select id, 'app', 0, 1, md5(nth::text), 'app:1', case when nth <= $3 then 'running' else 'exited' end, case when nth > $3 then 0 end,
		'none', false, now(), case when nth <= $3 then
			'[{"service": "app", "instance": 0, "port": 80, "protocol": "tcp", "host": "127.0.0.1", "hostPort": 32768, "url": null}]'
		else '[]' end::jsonb from ids`,
];

/** Makes a database of its own with so many leases of one tenant in it, as if they had come one after the other: the first `ready` of them, or all, are ready, and the others stopped. */
export async function storeLeases(count: number, ready = count): Promise<StoredLeases> {
	const stored = await createTestDatabase();
	try {
		const { catalog } = stored.database.stores;
		const tenantName = "bench";
		const { id: tenantId } = await catalog.putTenant({ name: tenantName });
		await catalog.putSku({ name: "tiny", cpuMillis: 100, memoryBytes: 64 * MIB, diskBytes: 0, pidsMax: 64, position: 1, enabled: true });
		const { node } = await claimedNode(stored.database, ROOM);
		await withClient(stored.url, async (client) => {
			// What is written is whole: there is nothing that the checks of references could find.
			await client.query("set session_replication_role = replica; set synchronous_commit = off");
			await client.query(`create temporary table ids as
				select nth, ${sqlId("lease")} as id, ${sqlId("operation")} as operation_id from generate_series(1, ${count}) nth`);
			for (const text of rows)
				await client.query(
					text.replaceAll("$1", `'${tenantId}'::uuid`).replaceAll("$2", `'${node.id}'::uuid`).replaceAll("$3", String(ready)),
				);
			for (const [state, how] of Object.entries({ ready, stopped: count - ready }))
				if (how > 0) await client.query("insert into lease_count (tenant_id, state, count) values ($1, $2, $3)", [tenantId, state, how]);
			await client.query("vacuum analyze");
			// What is still to be written to the disk is not to be waited for by what is measured.
			await client.query("checkpoint");
		});
		return {
			...stored,
			tenantId,
			tenantName,
			leaseIdOf: (nth) => `${hex(ids.lease + nth, 8)}-0000-7000-8000-${hex(nth, 12)}` as LeaseId,
		};
	} catch (error) {
		await stored[Symbol.asyncDispose]();
		throw error;
	}
}
