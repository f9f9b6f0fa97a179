import { AppError, type LeaseId, type NodeId } from "@berth/core";
import { type Queryable, rowsOf } from "../query.ts";
import type { HostPortWish, LeaseHostPort } from "../records.ts";
import { toJson } from "../to-json.ts";

/** One for the whole installation: which node a new lease goes to is not known before its ports are looked for. */
const lock = "select pg_advisory_xact_lock(hashtext('berth.host_port'))";

const take = `
	with given as materialized (select host_port_first as first, host_port_last as last from node where id = $1),
	wanted as materialized (
		select wish.doc ->> 'service' as service, (wish.doc ->> 'index')::int as index, (wish.doc ->> 'port')::int as port,
			wish.doc ->> 'protocol' as protocol,
			row_number() over (partition by wish.doc ->> 'protocol' order by wish.n) as rank
		from jsonb_array_elements($3::jsonb) with ordinality as wish (doc, n)
	), free as materialized (
		select number, protocol, row_number() over (partition by protocol order by number) as rank
		from given, generate_series(given.first, given.last) as number, (select distinct protocol from wanted) as asked
		where not exists (
			select from host_port held where held.node_id = $1 and held.port = number and held.protocol = asked.protocol
		)
	)
	insert into host_port (node_id, port, protocol, lease_id, service, index, container_port)
	select $1, free.number, wanted.protocol, $2, wanted.service, wanted.index, wanted.port
	from wanted join free on free.protocol = wanted.protocol and free.rank = wanted.rank
	returning service, index, container_port as port, protocol, port as "hostPort"`;

/**
 * Keeps others from taking ports until the transaction ends, so that what is free stays free. It comes before the row of any tenant,
 * node or retention record is locked.
 *
 * Cost  one round trip; who takes ports waits for whoever takes some at the time, and nobody else waits.
 */
export const lockHostPorts = (db: Queryable): Promise<unknown> => rowsOf(db, lock, []);

/**
 * Takes the lowest free ports of a node's range for a lease, under {@link lockHostPorts}.
 *
 * Errors  CAPACITY_EXHAUSTED with `data.which` = `hostPorts` when there are too few: the transaction must end without effect.
 * Cost    one round trip; reads as many numbers as the range has.
 */
export async function takeHostPorts(
	db: Queryable,
	{ nodeId, id }: { readonly nodeId: NodeId; readonly id: LeaseId },
	wishes: readonly HostPortWish[],
): Promise<readonly LeaseHostPort[]> {
	const taken = await rowsOf<LeaseHostPort>(db, take, [nodeId, id, toJson(wishes)]);
	if (taken.length < wishes.length) throw tooFew(wishes.length);
	return taken;
}

export const tooFew = (asked: number): AppError =>
	new AppError("CAPACITY_EXHAUSTED", {
		message: "No node that has room has as many stable ports to give as this asks for.",
		data: { which: "hostPorts", asked },
	});
