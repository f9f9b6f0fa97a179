import { AppError, type NodeId, type RetentionId } from "@berth/core";
import type pg from "pg";
import type { Audit } from "../audit/audit.ts";
import { auditDoc, auditInsert } from "../audit/audit-part.ts";
import type { NewImport } from "../import-store.ts";
import { explainRefusal } from "../lease/explain-refusal.ts";
import { type Queryable, rowsOf } from "../query.ts";
import type { RetentionRecord } from "../records.ts";
import { retrying } from "../retrying.ts";
import { toJson } from "../to-json.ts";
import { transaction } from "../transaction.ts";
import { findRetention } from "./find.ts";
import { readCapScene } from "./read-caps.ts";
import { type RetentionRow, retentionColumns, toRetention } from "./retention-row.ts";
import { weighCaps } from "./weigh-caps.ts";

const owner = "select suspended_at is not null as suspended from tenant where id = $1 for no key update";
const chosen = `
	select id from node
	where ($1::text is null or name = $1) and cordoned_at is null and claimed_until > clock_timestamp()
		and disk_bytes_reserved + $2::bigint <= disk_bytes_capacity
	order by disk_bytes_reserved::float8 / nullif(disk_bytes_capacity, 0), id
	limit 1
	for no key update`;
const made = `
	with retention as (
		insert into retention (
			id, tenant_id, node_id, lease_id, lease_name, partition, state, manifest, items, disk_bytes, created_at, expires_at
		)
		select new.id, new."tenantId", $2, null, new."leaseName", null, 'importing', $3::json, $4::json, $5,
			statement_timestamp(), statement_timestamp() + $6::float8 * interval '1 ms'
		from jsonb_to_record($1::jsonb) as new (id uuid, "tenantId" uuid, "leaseName" text)
		returning *
	), placed as (
		update node set disk_bytes_reserved = disk_bytes_reserved + $5 where id = $2
	), laid_out as (
		insert into volume (id, node_id, tenant_id, retention_id, service, index, quota_bytes, created_at)
		select new.id, retention.node_id, retention.tenant_id, retention.id, new.service, new.index, new."quotaBytes", retention.created_at
		from retention, jsonb_to_recordset($1::jsonb -> 'volumes') as new (id uuid, service text, index int, "quotaBytes" bigint)
	)
	select ${retentionColumns} from retention`;

/**
 * Makes the record of data that is about to come, and takes room for it: by the limits of its volumes, on the least-loaded live node
 * that fits, or on the one that is named.
 *
 * Errors       NOT_FOUND, FORBIDDEN (suspended); QUOTA_EXCEEDED (`data.which`: the tenant's cap), since nothing the tenant has goes for
 *              it; CAPACITY_EXHAUSTED. Nothing is left of a refused one.
 * Concurrency  locks the tenant, then the node.
 */
export const beginImport = (pool: pg.Pool, wanted: NewImport): Promise<RetentionRecord> =>
	transaction(pool, async (client) => {
		const { tenantId, volumes, manifest, items, holdMs, nodeName, ...rest } = wanted;
		const bytes = volumes.reduce((sum, { quotaBytes }) => sum + quotaBytes, 0);
		const [tenant] = await rowsOf<{ suspended: boolean }>(client, owner, [tenantId]);
		if (tenant === undefined) throw new AppError("NOT_FOUND");
		if (tenant.suspended) throw (await explainRefusal(client, tenantId, none)) ?? new AppError("FORBIDDEN");
		const [node] = await rowsOf<{ id: NodeId }>(client, chosen, [nodeName, bytes]);
		if (node === undefined) throw new AppError("CAPACITY_EXHAUSTED", { data: { asked: { diskBytes: bytes } } });
		await assertCaps(client, wanted, node.id, bytes);
		const document = toJson({ ...rest, tenantId, volumes });
		const [row] = await rowsOf<RetentionRow>(client, made, [document, node.id, toJson(manifest), toJson(items), bytes, holdMs]);
		if (row === undefined) throw new AppError("INTERNAL", { cause: new Error("an import was not written") });
		return toRetention(row);
	});

const none = { leases: 0, cpuMillis: 0, memoryBytes: 0, diskBytes: 0 };

/** A close makes room by letting the oldest go, since something must become of its data; who uploads can be told to make some first. */
async function assertCaps(db: Queryable, { tenantId }: NewImport, nodeId: NodeId, bytes: number): Promise<void> {
	const scene = await readCapScene(db, tenantId, nodeId);
	if (scene === null) return;
	const verdict = weighCaps(scene.caps, { nodeId, partition: null, bytes }, scene.own, scene.onNode);
	if (verdict.kind === "kept" && verdict.evict.length === 0) return;
	const which = verdict.kind === "refused" ? verdict.cap : verdict.evict[0]?.cap;
	if (which === "node-bytes")
		throw new AppError("CAPACITY_EXHAUSTED", { message: "The node keeps no more data of closed leases.", data: { which } });
	throw new AppError("QUOTA_EXCEEDED", { data: { which, asked: bytes } });
}

const kept = `
	update retention set expires_at = clock_timestamp() + $2::float8 * interval '1 ms'
	where id = $1 and state = 'importing'
	returning id`;
const completed = `
	with made as (
		update retention set state = 'active', expires_at = clock_timestamp() + $2::float8 * interval '1 ms'
		where id = $1 and state = 'importing'
		returning *
	), audited as (
		${auditInsert("$3", { from: "made", tenantId: "made.tenant_id", kind: "'retention'", id: "made.id::text" })}
	)
	select ${retentionColumns} from made as retention`;
const abandoned = `
	update retention set state = 'reaping', given_up_because = 'incomplete', given_up_at = clock_timestamp(), given_up_by = $2
	where id = $1 and state = 'importing'`;

const notImporting = (): AppError => new AppError("CONFLICT", { message: "The import was given up meanwhile.", data: { why: "given-up" } });

/** Says that an import goes on. Errors  CONFLICT when it was given up. Cost: the primary key. */
export async function keepImport(db: Queryable, id: RetentionId, holdMs: number): Promise<void> {
	if ((await rowsOf(db, kept, [id, holdMs])).length === 0) throw notImporting();
}

/** Makes what was imported a record like any other. Errors  CONFLICT when it was given up. Cost: the primary key. */
export async function completeImport(db: Queryable, id: RetentionId, expiresInMs: number, audit?: Audit): Promise<RetentionRecord> {
	const [row] = await retrying(() => rowsOf<RetentionRow>(db, completed, [id, expiresInMs, auditDoc(audit)]));
	if (row !== undefined) return toRetention(row);
	// The answer to a first try may have been lost.
	const now = await findRetention(db, id, "all");
	if (now?.state === "active") return now;
	throw notImporting();
}

/** Gives an import up; its volumes are destroyed by the node's sweep. Again changes nothing. Cost: the primary key. */
export async function abandonImport(db: Queryable, id: RetentionId, by: string): Promise<void> {
	await rowsOf(db, abandoned, [id, by]);
}

const arriving = "select id from retention where node_id = $1 and state = 'importing'";

/** Records of a node whose data is on its way. Cost: those, by retention_due_idx. */
export const importsUnderWay = async (db: Queryable, nodeId: NodeId): Promise<RetentionId[]> =>
	(await rowsOf<{ id: RetentionId }>(db, arriving, [nodeId])).map(({ id }) => id);

const revision = "select xmin::text as revision from retention where id = $1 and state = 'active'";

/** Names the present writing of a record that can be restored; another one has another name. Null when it cannot be. Cost: the primary key. */
export async function revisionOf(db: Queryable, id: RetentionId): Promise<string | null> {
	const [row] = await rowsOf<{ revision: string }>(db, revision, [id]);
	return row?.revision ?? null;
}
