import { isResting, type Manifest, stablePorts, type TenantId } from "@berth/core";
import type { LeaseRecord } from "@berth/db";
import type { FakeHost, HostContainer } from "@berth/engine/fake";
import { type TestDatabase, withClient } from "../support/postgres.ts";

export interface Watched {
	readonly tenantId: TenantId;
	readonly installationId: string;
	/** Leases of which it could once not be made sure that their containers are gone. */
	readonly unconfirmed: ReadonlySet<string>;
}

/** What must hold of a database and a simulated host whenever nothing is under way; a sentence for each thing that does not. */
export async function brokenInvariants(test: TestDatabase, host: FakeHost, watched: Watched): Promise<string[]> {
	const { tenantId, installationId, unconfirmed } = watched;
	return [
		...(await brokenRows(test, tenantId)),
		...(await brokenRestores(test, tenantId, unconfirmed)),
		...(await brokenHost(test, host, tenantId, installationId)),
	];
}

const sentences: readonly (readonly [what: string, sql: string])[] = [
	[
		"an event log has a gap",
		"select l.id from lease l join lease_event e on e.lease_id = l.id where l.tenant_id = $1 group by l.id, l.event_seq having count(*) <> l.event_seq or max(e.seq) <> l.event_seq or min(e.seq) <> 1",
	],
	[
		"a resting lease has an open operation",
		"select o.id from operation o join lease l on l.id = o.lease_id where l.tenant_id = $1 and o.finished_at is null",
	],
	["a closed lease holds room", "select id from lease where tenant_id = $1 and state = 'closed' and held_cpu_millis is not null"],
	["an open lease holds no room", "select id from lease where tenant_id = $1 and state <> 'closed' and held_cpu_millis is null"],
	[
		"a tenant's use is not what its leases hold",
		"select t.id from tenant t where t.id = $1 and concat_ws(' ', t.leases_used, t.cpu_millis_used) <> (select concat_ws(' ', count(held_cpu_millis), coalesce(sum(held_cpu_millis), 0)) from lease l where l.tenant_id = t.id)",
	],
	[
		"a node's reserve is not what its leases hold",
		"select n.id from node n where n.id in (select node_id from lease where tenant_id = $1) and n.cpu_millis_reserved is distinct from (select coalesce(sum(held_cpu_millis), 0)::bigint from lease l where l.node_id = n.id)",
	],
	[
		"a node's disk is not what its leases and what closed ones left hold",
		"select n.id, n.disk_bytes_reserved from node n where n.id in (select node_id from lease where tenant_id = $1) and n.disk_bytes_reserved is distinct from (select coalesce(sum(held_disk_bytes), 0)::bigint from lease l where l.node_id = n.id) + (select coalesce(sum(disk_bytes), 0)::bigint from retention r where r.node_id = n.id and r.state <> 'restoring')",
	],
	[
		"a tenant's disk is not what its leases hold",
		"select t.id from tenant t where t.id = $1 and t.disk_bytes_used <> (select coalesce(sum(held_disk_bytes), 0)::bigint from lease l where l.tenant_id = t.id)",
	],
	[
		"a closed lease owns a volume",
		"select v.id from volume v join lease l on l.id = v.lease_id where l.tenant_id = $1 and l.state = 'closed'",
	],
	[
		"a closed lease has a port of its node",
		"select h.port from host_port h join lease l on l.id = h.lease_id where l.tenant_id = $1 and l.state = 'closed'",
	],
	[
		"more is retained of a tenant than it may have",
		"select t.id from tenant t where t.id = $1 and (select count(*) from retention r where r.tenant_id = t.id and r.state = 'active') > t.retained_max",
	],
	[
		"more is retained on a node than it may keep",
		"select n.id from node n where n.id in (select node_id from lease where tenant_id = $1) and (select sum(disk_bytes) from retention r where r.node_id = n.id and r.state = 'active') > n.retained_bytes_max",
	],
	[
		"the log of a closed lease does not say what became of its data",
		"select t.id from retention_tombstone t where t.tenant_id = $1 and not exists (select from lease_event e where e.lease_id = t.lease_id and e.body ->> 'type' = 'destroyed' and e.body ->> 'retentionId' = t.id::text)",
	],
	["what was given up is still there", "select id from retention where tenant_id = $1 and state = 'reaping'"],
	[
		"a release is being deployed by nobody",
		"select r.lease_id, r.number from release r join lease l on l.id = r.lease_id where l.tenant_id = $1 and l.state <> 'closed' and r.status = 'deploying'",
	],
	[
		"a lease's active release is not the one that is marked so",
		"select l.id, l.active_release from lease l where l.tenant_id = $1 and l.active_release is distinct from (select max(number) from release r where r.lease_id = l.id and r.status = 'active')",
	],
	[
		"an operation that asked for a callback has none",
		"select o.id from operation o join lease l on l.id = o.lease_id where l.tenant_id = $1 and o.callback_url is not null and (o.kind, o.state) <> ('diagnose', 'superseded') and not exists (select from callback c where c.operation_id = o.id)",
	],
	[
		"an operation has two callbacks",
		"select c.operation_id from callback c join lease l on l.id = c.lease_id where l.tenant_id = $1 group by c.operation_id having count(*) > 1",
	],
	[
		"a step of a done operation still runs",
		"select o.id from operation o join lease l on l.id = o.lease_id where l.tenant_id = $1 and o.finished_at is not null and exists (select from jsonb_array_elements(o.steps) s where s ->> 'state' in ('running', 'pending'))",
	],
	[
		"a moved event does not begin where the last one ended",
		"select lease_id, seq from (select e.lease_id, e.seq, e.body ->> 'from' as began, lag(e.body ->> 'to') over (partition by e.lease_id order by e.seq) as ended from lease_event e join lease l on l.id = e.lease_id where l.tenant_id = $1 and e.body ->> 'type' = 'moved') m where began is distinct from ended",
	],
];

const brokenRows = (test: TestDatabase, tenantId: TenantId): Promise<string[]> =>
	withClient(test.url, async (client) => {
		const broken: string[] = [];
		for (const [what, sql] of sentences) {
			const { rows } = await client.query(sql, [tenantId]);
			if (rows.length > 0) broken.push(`${what}: ${JSON.stringify(rows)}`);
		}
		return broken;
	});

/** A failed restore gives its data back; only one whose containers could not be removed keeps its volumes, until it is closed. */
async function brokenRestores(test: TestDatabase, tenantId: TenantId, unconfirmed: ReadonlySet<string>): Promise<string[]> {
	const { rows } = await withClient(test.url, (client) =>
		client.query<{ id: string; state: string; owns: boolean }>(
			"select l.id, l.state, exists (select from volume v where v.lease_id = l.id) as owns from retention r join lease l on l.id = r.restoring_lease_id where l.tenant_id = $1",
			[tenantId],
		),
	);
	const kept = rows.filter(({ id, state, owns }) => !(state === "failed" && owns && unconfirmed.has(id)));
	return kept.map(({ id, state }) => `lease ${id} is ${state} and still being made of what another left`);
}

async function brokenHost(test: TestDatabase, host: FakeHost, tenantId: TenantId, installationId: string): Promise<string[]> {
	const { leases, reader } = test.database.stores;
	const open = await leases.list({ tenantId }, { limit: 1_000 });
	const rows = await reader.instances(open.map((lease) => lease.id));
	const ours = host.containers().filter((one) => one.installation === installationId);
	const releases = await reader.currentReleases(open.map((lease) => lease.id));
	const broken = open.filter((lease) => !isResting(lease.state)).map((lease) => `${lease.name} is still ${lease.state}`);
	for (const container of ours) {
		if (!open.some((lease) => lease.id === container.leaseId)) broken.push(`container ${container.name} belongs to no open lease`);
	}
	for (const lease of open) {
		const { services = {} } = releases.get(lease.id)?.manifest ?? {};
		// An init that is over stays for its log; nothing counts on it.
		const isInit = ({ service, phase }: { readonly service: string | null; readonly phase?: string }) =>
			services[service ?? ""]?.role === "init" && phase !== "running";
		const own = ours.filter((one) => one.leaseId === lease.id && !isInit(one));
		const names = (wanted: typeof own) =>
			wanted
				.map((one) => `${one.service}-${one.index}-g${one.generation}`)
				.sort()
				.join(" ");
		if (lease.state === "ready") {
			const wanted = Object.entries(lease.serving ?? {}).map(([instance, generation]) => `${instance}-g${generation}`);
			const admitted = lease.items.filter((item) => !isInit(item)).reduce((sum, { quantity }) => sum + quantity, 0);
			if (wanted.length !== admitted) broken.push(`${lease.name} is ready with ${wanted.length} of ${admitted} instances`);
			const running = names(own.filter((one) => one.phase === "running"));
			if (running !== wanted.sort().join(" "))
				broken.push(`${lease.name} is ready and runs ${running || "nothing"} instead of ${wanted.join(" ")}`);
			if (own.length !== wanted.length) broken.push(`${lease.name} is ready and has ${names(own)}`);
		}
		if (lease.state === "failed" && lease.serving === null && own.some((one) => one.phase === "running"))
			broken.push(`${lease.name} failed before it served and runs ${names(own.filter((one) => one.phase === "running"))}`);
		if (lease.state === "ready") broken.push(...brokenShares(lease, services, own));
		const listed = (rows.get(lease.id) ?? []).filter((row) => !isInit(row)).map((row) => `${row.service}-${row.index}-g${row.generation}`);
		if (lease.state === "ready" && listed.sort().join(" ") !== names(own))
			broken.push(`${lease.name} lists ${listed.join(" ")} and has ${names(own)}`);
	}
	const standing = new Set((await host.world.volumes.list({ signal: AbortSignal.timeout(10_000) })).map(({ id }) => id));
	for (const record of await test.database.stores.retentions.list({ tenantId }, { limit: 1_000 })) {
		if (record.state !== "active") continue;
		const volumes = await test.database.stores.retentions.volumes(record.id);
		if (!volumes.some(({ id }) => standing.has(id))) broken.push(`nothing is left of what ${record.leaseName} left`);
	}
	const networks = host.networks().filter((network) => network.installation === installationId);
	if (networks.length > (open.length > 0 ? 1 : 0))
		broken.push(`networks ${networks.map((one) => one.name).join(", ")} with ${open.length} open leases`);
	return broken;
}

/** A lease at rest has the ports that its release asks for, and no other, and what runs has the limits of its size. */
function brokenShares(
	{ name, items, hostPorts }: LeaseRecord,
	services: Manifest["services"],
	running: readonly HostContainer[],
): string[] {
	const wanted = items.flatMap(({ service, quantity }) =>
		Array.from({ length: quantity }, (_, index) =>
			stablePorts(services[service] ?? {}).map(({ port }) => `${service}-${index}:${port}`),
		).flat(),
	);
	const held = hostPorts.map(({ service, index, port }) => `${service}-${index}:${port}`);
	const broken = wanted.sort().join() === held.sort().join() ? [] : [`${name} has the ports ${held} instead of ${wanted}`];
	for (const { service, index, limits, ports } of running) {
		const item = items.find((one) => one.service === service);
		if (item && limits?.memoryBytes !== item.memoryBytes) broken.push(`${name} runs ${service} with ${limits?.memoryBytes} bytes`);
		for (const one of hostPorts.filter((port) => port.service === service && port.index === index))
			if (!ports.some(({ port, hostPort }) => port === one.port && hostPort === one.hostPort))
				broken.push(`${service}-${index} of ${name} does not answer at ${one.hostPort}`);
	}
	return broken;
}
