import { withClient } from "../support/postgres.ts";

/** What must be equal, always: the counters on one side, the rows they count on the other. */
const accounts: Readonly<Record<string, string>> = {
	"a node's reserved room is not what its leases and retention records hold": `
		select node.name, node.cpu_millis_reserved, node.memory_bytes_reserved, node.disk_bytes_reserved from node
		where (cpu_millis_reserved, memory_bytes_reserved, disk_bytes_reserved) <> (
			select coalesce(sum(held_cpu_millis), 0)::bigint, coalesce(sum(held_memory_bytes), 0)::bigint,
				(coalesce(sum(held_disk_bytes), 0) + (
					select coalesce(sum(disk_bytes), 0) from retention where retention.node_id = node.id and retention.state <> 'restoring'
				))::bigint
			from lease where lease.node_id = node.id
		)`,
	"a tenant's use is not what its leases hold": `
		select tenant.name, leases_used, cpu_millis_used, memory_bytes_used, disk_bytes_used from tenant
		where (leases_used, cpu_millis_used, memory_bytes_used, disk_bytes_used) <> (
			select count(held_cpu_millis)::int, coalesce(sum(held_cpu_millis), 0)::bigint, coalesce(sum(held_memory_bytes), 0)::bigint,
				coalesce(sum(held_disk_bytes), 0)::bigint
			from lease where lease.tenant_id = tenant.id
		)`,
	"a volume is not on its owner's node, or its owner is another tenant's": `
		select volume.id from volume
		left join lease on lease.id = volume.lease_id left join retention on retention.id = volume.retention_id
		where (volume.node_id, volume.tenant_id) is distinct from
			(coalesce(lease.node_id, retention.node_id), coalesce(lease.tenant_id, retention.tenant_id))`,
	"a retention record does not count what its volumes may hold": `
		select retention.id, state, disk_bytes from retention
		where state = 'active'
			and disk_bytes <> (select coalesce(sum(quota_bytes), 0) from volume where volume.retention_id = retention.id)`,
	"what is on a disk is counted by nobody, or for less than it may be": `
		select coalesce(lease.id, retention.id), coalesce(lease.held_disk_bytes, retention.disk_bytes) as counted, sum(volume.quota_bytes)
		from volume left join lease on lease.id = volume.lease_id left join retention on retention.id = volume.retention_id
		where lease.id is null or lease.held_disk_bytes is not null
		group by lease.id, retention.id
		having sum(volume.quota_bytes) > coalesce(lease.held_disk_bytes, retention.disk_bytes)`,
	"a record that is being restored owns volumes": `
		select retention.id from retention join volume on volume.retention_id = retention.id where state = 'restoring'`,
};

/** Says what does not add up in a database; nothing when all does. */
export const brokenAccounts = (url: string): Promise<string[]> =>
	withClient(url, async (client) => {
		const broken: string[] = [];
		for (const [what, sql] of Object.entries(accounts)) {
			const { rows } = await client.query(sql);
			if (rows.length > 0) broken.push(`${what}: ${JSON.stringify(rows)}`);
		}
		return broken;
	});
