import { AppError, type BuildId } from "@berth/core";
import type pg from "pg";
import type { Audit } from "../audit/audit.ts";
import { auditDoc, auditInsert } from "../audit/audit-part.ts";
import type { BuiltImageRecord, NewBuild } from "../built-image-store.ts";
import { explainRefusal } from "../lease/explain-refusal.ts";
import { type Queryable, rowsOf } from "../query.ts";
import { toJson } from "../to-json.ts";
import { transaction } from "../transaction.ts";
import { type BuiltRow, builtColumns, toBuilt } from "./row.ts";

const owner = "select suspended_at is not null as suspended from tenant where id = $1 for no key update";
const counted = `
	select count(*)::int as images from built_image
	where tenant_id = $1 and not (state = 'kept' and name = $2 and tag = $3)`;
const begun = `
	insert into built_image (id, tenant_id, node_id, name, tag, state, built_by, begun_at, held_until)
	select $1, $2, node.id, $4, $5, 'building', $6, statement_timestamp(), statement_timestamp() + $7::float8 * interval '1 ms'
	from node where node.name = $3
	returning id`;
const nothing = { leases: 0, cpuMillis: 0, memoryBytes: 0, diskBytes: 0 };

/** Concurrency: locks the tenant, so that of two builds at once the second is counted with the first. */
export const beginBuild = (pool: pg.Pool, { id, tenantId, nodeName, name, tag, by, holdMs, imagesMax }: NewBuild): Promise<void> =>
	transaction(pool, async (client) => {
		const [tenant] = await rowsOf<{ suspended: boolean }>(client, owner, [tenantId]);
		if (tenant === undefined) throw new AppError("NOT_FOUND");
		if (tenant.suspended) throw (await explainRefusal(client, tenantId, nothing)) ?? new AppError("FORBIDDEN");
		const [{ images } = { images: 0 }] = await rowsOf<{ images: number }>(client, counted, [tenantId, name, tag]);
		if (images >= imagesMax)
			throw new AppError("QUOTA_EXCEEDED", {
				message: `You keep ${images} built images, and ${imagesMax} are yours to keep; remove one first.`,
				data: { which: "builtImages", max: imagesMax, used: images, asked: 1 },
			});
		const made = await rowsOf(client, begun, [id, tenantId, nodeName, name, tag, by, holdMs]);
		if (made.length === 0) throw new AppError("NOT_FOUND", { message: "This process has not registered its node yet." });
	});

const held = `
	update built_image set held_until = clock_timestamp() + $2::float8 * interval '1 ms', made = $3::jsonb
	where id = $1 and state = 'building'
	returning id`;

const givenUp = (): AppError => new AppError("CONFLICT", { message: "The build was given up meanwhile.", data: { why: "given-up" } });

/** Cost: the primary key. */
export async function holdBuild(db: Queryable, id: BuildId, holdMs: number, made: readonly string[]): Promise<void> {
	if ((await rowsOf(db, held, [id, holdMs, toJson(made)])).length === 0) throw givenUp();
}

const ownerOf = `
	select tenant.id from tenant join built_image on built_image.tenant_id = tenant.id
	where built_image.id = $1 for no key update of tenant`;
const weighed = `
	select coalesce(sum(other.size_bytes), 0)::float8 as bytes
	from built_image one join built_image other on other.tenant_id = one.tenant_id and other.id <> one.id
	where one.id = $1 and not (other.state = 'kept' and other.name = one.name and other.tag = one.tag)`;
const replaced = `
	update built_image set state = 'dropped'
	from built_image one
	where one.id = $1 and one.state = 'building' and built_image.tenant_id = one.tenant_id and built_image.name = one.name
		and built_image.tag = one.tag and built_image.state = 'kept'`;
const kept = `
	with built as (
		update built_image set state = 'kept', image_id = $2, size_bytes = $3, built_at = statement_timestamp(), held_until = null, made = '[]'
		where id = $1 and state = 'building'
		returning *
	), audited as (
		${auditInsert("$4", { from: "built", tenantId: "built.tenant_id", kind: "'image'", id: "built.id::text" })}
	)
	select ${builtColumns} from built`;

/** Concurrency: locks the tenant, so that of two builds of a name at once the later one has it. */
export const keepBuild = (
	pool: pg.Pool,
	id: BuildId,
	{ imageId, sizeBytes, bytesMax }: { readonly imageId: string; readonly sizeBytes: number; readonly bytesMax: number },
	audit?: Audit,
): Promise<BuiltImageRecord> =>
	transaction(pool, async (client) => {
		await rowsOf(client, ownerOf, [id]);
		const [{ bytes } = { bytes: 0 }] = await rowsOf<{ bytes: number }>(client, weighed, [id]);
		if (bytes + sizeBytes > bytesMax)
			throw new AppError("QUOTA_EXCEEDED", {
				message: `The image has ${sizeBytes} bytes; with those you keep that is more than the ${bytesMax} that are yours to keep.`,
				data: { which: "builtBytes", max: bytesMax, used: bytes, asked: sizeBytes },
			});
		await rowsOf(client, replaced, [id]);
		const facts = { imageId, sizeBytes };
		const [row] = await rowsOf<BuiltRow>(client, kept, [id, imageId, sizeBytes, auditDoc(audit, facts)]);
		if (row === undefined) throw givenUp();
		return toBuilt(row);
	});

const lapsed = "update built_image set held_until = clock_timestamp() where id = $1 and state = 'building'";

/** Again changes nothing. Cost: the primary key. */
export async function giveUpBuild(db: Queryable, id: BuildId): Promise<void> {
	await rowsOf(db, lapsed, [id]);
}
