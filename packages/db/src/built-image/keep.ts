import type { BuildId, BuiltName, TenantId } from "@berth/core";
import type { Audit } from "../audit/audit.ts";
import { auditDoc, auditInsert } from "../audit/audit-part.ts";
import type { BuiltImageRecord, LeftBuild } from "../built-image-store.ts";
import { type Queryable, rowsOf } from "../query.ts";
import { type BuiltRow, builtColumns, toBuilt } from "./row.ts";

const listed = `select ${builtColumns} from built_image built where tenant_id = $1 and state = 'kept' order by name, tag`;

/** Cost: built_image_tenant_idx; a tenant keeps few. */
export const listBuilt = async (db: Queryable, tenantId: TenantId): Promise<BuiltImageRecord[]> =>
	(await rowsOf<BuiltRow>(db, listed, [tenantId])).map(toBuilt);

const held = `
	select count(*)::int as images, coalesce(sum(size_bytes), 0)::float8 as "sizeBytes" from built_image where tenant_id = $1`;

/** Cost: built_image_tenant_idx. */
export async function builtHolds(db: Queryable, tenantId: TenantId): Promise<{ readonly images: number; readonly sizeBytes: number }> {
	const [row] = await rowsOf<{ images: number; sizeBytes: number }>(db, held, [tenantId]);
	return row ?? { images: 0, sizeBytes: 0 };
}

const byName = `select ${builtColumns} from built_image built where tenant_id = $1 and name = $2 and tag = $3 and state = 'kept'`;
const byId = `
	select ${builtColumns} from built_image built
	where id = $4 and tenant_id = $1 and name = $2 and tag = $3 and state in ('kept', 'dropped')`;

/** Cost: a key. */
export async function findBuilt(
	db: Queryable,
	tenantId: TenantId,
	{ name, tag, buildId }: BuiltName & { readonly buildId: BuildId | null },
): Promise<BuiltImageRecord | null> {
	const [row] =
		buildId === null
			? await rowsOf<BuiltRow>(db, byName, [tenantId, name, tag])
			: await rowsOf<BuiltRow>(db, byId, [tenantId, name, tag, buildId]);
	return row === undefined ? null : toBuilt(row);
}

const dropped = `
	with built as (
		update built_image set state = 'dropped' where tenant_id = $1 and name = $2 and tag = $3 and state = 'kept' returning *
	), audited as (
		${auditInsert("$4", { from: "built", tenantId: "built.tenant_id", kind: "'image'", id: "built.id::text" })}
	)
	select id from built`;

/** Cost: built_image_kept_key. */
export const dropBuilt = async (db: Queryable, tenantId: TenantId, { name, tag }: BuiltName, audit?: Audit): Promise<boolean> =>
	(await rowsOf(db, dropped, [tenantId, name, tag, auditDoc(audit, { image: `${name}:${tag}` })])).length > 0;

/** Releases by their lease's key: there are as many of them as everybody's leases have ever had. */
const taken = `
	with left_over as materialized (
		select built.id, built.tenant_id,
			'localhost/berth/' || built.tenant_id || '/' || built.name || ':' || built.tag || '--' || built.id as ref
		from built_image built join node on node.id = built.node_id
		where node.name = $1 and (built.state in ('dropped', 'going') or (built.state = 'building' and built.held_until < clock_timestamp()))
	), owner as materialized (
		select distinct tenant_id from left_over
	), said as (
		select of_lease.manifest
		from owner
			cross join lateral (
				select id from lease where lease.tenant_id = owner.tenant_id and lease.closed_at is null offset 0
			) open
			cross join lateral (select manifest from release where release.lease_id = open.id offset 0) of_lease
		union all
		select kept.manifest
		from owner cross join lateral (select manifest from retention where retention.tenant_id = owner.tenant_id offset 0) kept
	), needed as (
		select service.value ->> 'image' as ref
		from (select manifest from said where manifest::text like '%localhost/berth/%' offset 0) said,
			jsonb_each(said.manifest::jsonb -> 'services') service
	), unneeded as (
		select id from left_over where ref not in (select ref from needed where ref is not null) order by id limit $2
	)
	update built_image set state = case state when 'building' then 'building' else 'going' end
	from unneeded
	where built_image.id = unneeded.id and built_image.state <> 'kept'
	returning built_image.id, built_image.tenant_id as "tenantId", built_image.name, built_image.tag, built_image.made`;

/** Cost: what is left on the node; where there is something, the releases of its tenants' open leases. */
export const takeLeftBuilds = async (db: Queryable, nodeName: string, limit: number): Promise<LeftBuild[]> => [
	...(await rowsOf<LeftBuild & Record<string, unknown>>(db, taken, [nodeName, limit])),
];

const forgotten = `
	delete from built_image where id = $1 and (state = 'going' or (state = 'building' and held_until < clock_timestamp()))`;

/** Cost: the primary key. */
export async function forgetBuild(db: Queryable, id: BuildId): Promise<void> {
	await rowsOf(db, forgotten, [id]);
}
