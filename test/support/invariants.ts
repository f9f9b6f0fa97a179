import { isResting, type LeaseState, type Manifest } from "@berth/core";
import type pg from "pg";
import { brokenAccounts } from "../db/accounts.ts";
import type { DockerHostView, Leftovers } from "./docker-host.ts";
import { withClient } from "./postgres.ts";

interface Row {
	readonly id: string;
	readonly name: string;
	readonly state: LeaseState;
	readonly serving: Readonly<Record<string, number>> | null;
	/** Of the release that serves; null before any did. */
	readonly manifest: Manifest | null;
}

/**
 * What must be true of a database and its host whenever nothing is under way. Returns a sentence for each thing that is not.
 */
export const brokenInvariants = async (databaseUrl: string, host: Pick<DockerHostView, "leftovers">): Promise<string[]> => [
	...(await brokenAccounts(databaseUrl)),
	...(await withClient(databaseUrl, async (client) => {
		const { rows: leases } = await client.query<Row>(
			`select l.id, l.name, l.state, l.serving, r.manifest from lease l
			 left join release r on r.lease_id = l.id and r.number = l.active_release`,
		);
		return [...(await ofRows(client, leases)), ...(await ofHost(client, leases, host))];
	})),
];

const sentences: Readonly<Record<string, string>> = {
	"an operation never ended": "select id from operation where finished_at is null",
	"a step of a done operation still runs":
		"select id from operation where finished_at is not null and exists (select from jsonb_array_elements(steps) s where s ->> 'state' in ('running', 'pending'))",
	"an event log has a gap": "select lease_id from lease_event group by lease_id having max(seq) <> count(*) or min(seq) <> 1",
	"a lease's event_seq is not its last event's":
		"select id from lease l where event_seq <> (select max(seq) from lease_event e where e.lease_id = l.id)",
	"a moved event does not begin where the last one ended": `select lease_id, seq from (
		select lease_id, seq, body ->> 'from' as began, lag(body ->> 'to') over (partition by lease_id order by seq) as ended
		from lease_event where body ->> 'type' = 'moved') m where began is distinct from ended`,
	"a closed lease holds room, or an open one none": "select id from lease where (state = 'closed') <> (held_cpu_millis is null)",
	"a release is being deployed by nobody":
		"select lease_id, number from release r join lease l on l.id = r.lease_id where l.state <> 'closed' and r.status = 'deploying'",
	"a lease's active release is not the one that is marked so": `select id from lease l where active_release is distinct from
		(select max(number) from release r where r.lease_id = l.id and r.status = 'active')`,
	"two releases of a lease are active": "select lease_id from release where status = 'active' group by lease_id having count(*) > 1",
	"a closed lease owns a volume": "select v.id from volume v join lease l on l.id = v.lease_id where l.state = 'closed'",
	"an instance that keeps data has no volume": `select l.id, i.service, at from lease l join lease_item i on i.lease_id = l.id
		cross join lateral generate_series(0, i.quantity - 1) at
		where l.state in ('ready', 'stopped') and i.disk_bytes > 0
		and not exists (select from volume v where (v.lease_id, v.service, v.index) = (l.id, i.service, at))`,
	"a lease at rest is still being made of what another left":
		"select r.id from retention r join lease l on l.id = r.restoring_lease_id where r.state = 'restoring'",
	"an operation has two callbacks": "select operation_id from callback group by operation_id having count(*) > 1",
	"an operation that asked for a callback has none":
		"select id from operation o where callback_url is not null and (kind, state) <> ('diagnose', 'superseded') and not exists (select from callback c where c.operation_id = o.id)",
};

async function ofRows(client: pg.Client, leases: readonly Row[]): Promise<string[]> {
	const broken = leases.filter(({ state }) => !isResting(state)).map(({ name, state }) => `${name} is still ${state}`);
	for (const [what, sql] of Object.entries(sentences)) {
		const { rows } = await client.query(sql);
		if (rows.length > 0) broken.push(`${what}: ${JSON.stringify(rows)}`);
	}
	return broken;
}

type Container = Leftovers["containers"][number];

/** A container in which an image's files are read for a moment and which never runs; a killed process may leave it. It is of no lease. */
export const isReader = ({ name, leaseId }: Container): boolean => leaseId === undefined && name.startsWith("berth-files-");

/** The service that a container's name tells: `berth-<lease>-<service>-<index>-g<generation>`. */
const serviceOf = ({ name }: Container): string => /^berth-[\da-f-]{36}-(.+)-\d+-g\d+$/.exec(name)?.[1] ?? "";

async function ofHost(client: pg.Client, leases: readonly Row[], host: Pick<DockerHostView, "leftovers">): Promise<string[]> {
	const broken: string[] = [];
	const [installation] = (await client.query<{ id: string }>("select id from installation")).rows;
	const { containers: all, networks } = await host.leftovers(installation?.id ?? "");
	const containers = all.filter((one) => !isReader(one));
	for (const { name, leaseId } of containers) {
		const lease = leases.find(({ id }) => id === leaseId);
		if (lease === undefined || lease.state === "closed") broken.push(`container ${name} belongs to no open lease`);
	}
	const { rows: items } = await client.query<{ leaseId: string; service: string; quantity: number }>(
		'select lease_id as "leaseId", service, quantity from lease_item',
	);
	for (const lease of leases) {
		const own = containers.filter(({ leaseId }) => leaseId === lease.id);
		broken.push(
			...ofLease(
				lease,
				items.filter(({ leaseId }) => leaseId === lease.id),
				own,
			),
		);
	}
	const { rows: tenants } = await client.query("select distinct tenant_id from lease where closed_at is null");
	if (networks.length > tenants.length) broken.push(`${networks.length} networks for ${tenants.length} tenants with leases`);
	return broken;
}

/** What serves is exactly what runs; of a lease that is stopped it is exactly what stands there. */
function ofLease(
	lease: Row,
	items: readonly { readonly service: string; readonly quantity: number }[],
	own: readonly Container[],
): string[] {
	const isInit = (service: string) => lease.manifest?.services[service]?.role === "init";
	const running = own.filter(({ state }) => state === "running").map(({ name }) => name);
	// An init that is over stays for its log; nothing counts on it.
	const standing = own.filter((one) => one.state === "running" || !isInit(serviceOf(one))).map(({ name }) => name);
	const { state, serving } = lease;
	if (state === "failed" && serving === null && running.length > 0) return [`${lease.name} serves nothing and runs ${spell(running)}`];
	if (state !== "ready" && state !== "stopped") return [];
	const instances = items
		.filter(({ service }) => !isInit(service))
		.flatMap(({ service, quantity }) => Array.from({ length: quantity }, (_, index) => `${service}-${index}`));
	const wanted = Object.entries(serving ?? {}).map(([instance, generation]) => `berth-${lease.id}-${instance}-g${generation}`);
	return [
		...sameOrSay(`${lease.name} is ${state} and serves`, Object.keys(serving ?? {}), instances),
		...sameOrSay(`${lease.name} is ${state} and runs`, running, state === "ready" ? wanted : []),
		...sameOrSay(`${lease.name} is ${state} and has`, standing, wanted),
	];
}

const spell = (names: readonly string[]): string => names.toSorted().join(", ") || "nothing";

const sameOrSay = (what: string, found: readonly string[], wanted: readonly string[]): string[] =>
	spell(found) === spell(wanted) ? [] : [`${what} ${spell(found)} instead of ${spell(wanted)}`];
