import { type LeaseState, workingStates } from "@berth/core";
import type pg from "pg";
import type { DockerHostView } from "./docker-host.ts";
import { withClient } from "./postgres.ts";

interface Row {
	readonly id: string;
	readonly name: string;
	readonly state: LeaseState;
	readonly serving: Readonly<Record<string, number>> | null;
}

/**
 * What must be true of a database and its host whenever nothing is under way. Returns a sentence for each thing that is not.
 */
export const brokenInvariants = (databaseUrl: string, host: DockerHostView): Promise<string[]> =>
	withClient(databaseUrl, async (client) => {
		const { rows: leases } = await client.query<Row>("select id, name, state, serving from lease");
		return [...(await ofRows(client, leases)), ...(await ofHost(client, leases, host))];
	});

async function ofRows(client: pg.Client, leases: readonly Row[]): Promise<string[]> {
	const broken: string[] = [];
	for (const { name, state } of leases) if ((workingStates as readonly string[]).includes(state)) broken.push(`${name} is still ${state}`);
	const sentences: readonly (readonly [what: string, sql: string])[] = [
		["an operation never ended", "select id from operation where finished_at is null"],
		["an event log has a gap", "select lease_id from lease_event group by lease_id having max(seq) <> count(*) or min(seq) <> 1"],
		[
			"a lease's event_seq is not its last event's",
			"select id from lease l where event_seq <> (select max(seq) from lease_event e where e.lease_id = l.id)",
		],
		["a closed lease holds room", "select id from lease where state = 'closed' and held_cpu_millis is not null"],
		[
			"a node's reserved room is not the sum of what leases and retained data hold",
			`select n.id from node n where (n.cpu_millis_reserved, n.memory_bytes_reserved, n.disk_bytes_reserved) <>
			 (select coalesce(sum(held_cpu_millis), 0)::bigint, coalesce(sum(held_memory_bytes), 0)::bigint, coalesce(sum(held_disk_bytes), 0)::bigint
			  + (select coalesce(sum(disk_bytes), 0)::bigint from retention r where r.node_id = n.id and r.state <> 'restoring')
			  from lease l where l.node_id = n.id)`,
		],
		[
			"a tenant's use is not the sum of what its leases hold",
			`select t.id from tenant t where (t.leases_used, t.cpu_millis_used, t.memory_bytes_used) <>
			 (select count(held_cpu_millis)::int, coalesce(sum(held_cpu_millis), 0)::bigint, coalesce(sum(held_memory_bytes), 0)::bigint from lease l where l.tenant_id = t.id)`,
		],
		["an operation has two callbacks", "select operation_id from callback group by operation_id having count(*) > 1"],
		[
			"an operation that asked for a callback has none",
			"select id from operation o where callback_url is not null and (kind, state) <> ('diagnose', 'superseded') and not exists (select from callback c where c.operation_id = o.id)",
		],
	];
	for (const [what, sql] of sentences) {
		const { rows } = await client.query(sql);
		if (rows.length > 0) broken.push(`${what}: ${JSON.stringify(rows)}`);
	}
	return broken;
}

async function ofHost(client: pg.Client, leases: readonly Row[], host: DockerHostView): Promise<string[]> {
	const broken: string[] = [];
	const [installation] = (await client.query<{ id: string }>("select id from installation")).rows;
	const { containers, networks } = await host.leftovers(installation?.id ?? "");
	for (const { name, leaseId } of containers) {
		const lease = leases.find(({ id }) => id === leaseId);
		if (lease === undefined || lease.state === "closed") broken.push(`container ${name} belongs to no open lease`);
	}
	for (const lease of leases.filter(({ state }) => state === "ready")) {
		const { rows: items } = await client.query<{ service: string; quantity: number }>(
			"select service, quantity from lease_item where lease_id = $1",
			[lease.id],
		);
		const instances = items.flatMap(({ service, quantity }) => Array.from({ length: quantity }, (_, index) => `${service}-${index}`));
		const wanted = instances.map((instance) => `berth-${lease.id}-${instance}-g${lease.serving?.[instance] ?? "?"}`);
		const own = containers.filter(({ leaseId }) => leaseId === lease.id);
		const running = own.filter(({ state }) => state === "running").map(({ name }) => name);
		if (running.sort().join() !== wanted.sort().join())
			broken.push(`${lease.name} is ready and runs ${running.join(", ") || "nothing"} instead of ${wanted.join(", ")}`);
		if (own.length !== wanted.length) broken.push(`${lease.name} has ${own.length} containers instead of ${wanted.length}`);
	}
	const { rows: tenants } = await client.query("select distinct tenant_id from lease where closed_at is null");
	if (networks.length > tenants.length) broken.push(`${networks.length} networks for ${tenants.length} tenants with leases`);
	return broken;
}
