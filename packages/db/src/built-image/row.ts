import type { BuildId, NodeId, TenantId } from "@berth/core";
import type { BuiltImageRecord } from "../built-image-store.ts";

/** Of one that is there, as `built`. */
export const builtColumns = `
	built.id, built.tenant_id, built.node_id, built.name, built.tag, built.image_id, built.size_bytes::float8 as size_bytes, built.built_by,
	built.built_at`;

export interface BuiltRow extends Record<string, unknown> {
	readonly id: BuildId;
	readonly tenant_id: TenantId;
	readonly node_id: NodeId;
	readonly name: string;
	readonly tag: string;
	readonly image_id: string;
	readonly size_bytes: number;
	readonly built_by: string;
	readonly built_at: Date;
}

export const toBuilt = (row: BuiltRow): BuiltImageRecord => ({
	id: row.id,
	tenantId: row.tenant_id,
	nodeId: row.node_id,
	name: row.name,
	tag: row.tag,
	imageId: row.image_id,
	sizeBytes: row.size_bytes,
	builtBy: row.built_by,
	builtAt: row.built_at,
});
