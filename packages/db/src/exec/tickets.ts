import type { LeaseId } from "@berth/core";
import type { Connection } from "../connection.ts";
import type { ExecTicketRecord, ExecTicketStore } from "../exec-store.ts";
import { rowsOf } from "../query.ts";
import { toJson } from "../to-json.ts";

interface Row {
	readonly holder: string;
	readonly tenant_wanted: string | null;
	readonly lease_id: LeaseId;
	readonly service: string;
	readonly index: number;
	readonly argv: readonly string[] | null;
	readonly size: ExecTicketRecord["size"];
	readonly fresh: boolean;
}

// Some that are over go with each that comes, so that there never are many.
const putText = `
	with over as (
		delete from exec_ticket where hash in (
			select hash from exec_ticket where expires_at < now() order by expires_at limit 10 for update skip locked
		)
	)
	insert into exec_ticket (hash, holder, tenant_wanted, lease_id, service, index, argv, size, expires_at)
	values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8::jsonb, now() + $9::float8 * interval '1 ms')`;

const takeText = `
	delete from exec_ticket where hash = $1
	returning holder, tenant_wanted, lease_id, service, index, argv, size, expires_at > now() as fresh`;

/** Promises of sessions. Cost: one row by the primary key each, and at most ten old ones by their time. */
export const createExecTicketStore = ({ pool }: Connection): ExecTicketStore => ({
	async put(hash, { holder, tenantWanted, leaseId, service, index, argv, size }, forMs) {
		const json = (value: unknown) => (value === null ? null : toJson(value));
		await rowsOf(pool, putText, [hash, holder, tenantWanted, leaseId, service, index, json(argv), json(size), forMs]);
	},
	async take(hash) {
		const [row] = await rowsOf<Row>(pool, takeText, [hash]);
		if (row === undefined || !row.fresh) return null;
		const { holder, tenant_wanted: tenantWanted, lease_id: leaseId, service, index, argv, size } = row;
		return { holder, tenantWanted, leaseId, service, index, argv, size };
	},
});
