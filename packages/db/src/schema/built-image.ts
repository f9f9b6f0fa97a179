import type { BuildId, NodeId, TenantId } from "@berth/core";
import { sql } from "drizzle-orm";
import { check, index, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { type BuiltState, builtStates } from "../built-image-store.ts";
import { amount, moment, oneOf } from "./columns.ts";
import { node } from "./node.ts";
import { tenant } from "./tenant.ts";

/**
 * A build of a tenant's on a node, from before its first step until its image is gone from there. Its reference bears its id, so what
 * was built under a name once is never another image; one build of a name is kept, and those before it only while releases name them.
 */
export const builtImage = pgTable(
	"built_image",
	{
		id: uuid("id").primaryKey().$type<BuildId>(),
		tenantId: uuid("tenant_id")
			.notNull()
			.$type<TenantId>()
			.references(() => tenant.id),
		nodeId: uuid("node_id")
			.notNull()
			.$type<NodeId>()
			.references(() => node.id),
		name: text("name").notNull(),
		tag: text("tag").notNull(),
		state: text("state").notNull().$type<BuiltState>(),
		/** The digest of its configuration; null until it is built, as is what it weighs. */
		imageId: text("image_id"),
		sizeBytes: amount("size_bytes"),
		builtBy: text("built_by").notNull(),
		begunAt: moment("begun_at").notNull(),
		builtAt: moment("built_at"),
		/** While it is built: past it nobody builds it any more. */
		heldUntil: moment("held_until"),
		/** While it is built: images without a name that came of it, so that they can be found again. */
		made: jsonb("made").notNull().$type<readonly string[]>().default(sql`'[]'::jsonb`),
	},
	(t) => [
		oneOf("built_image_state_check", t.state, builtStates),
		check("built_image_whole_check", sql`${t.state} = 'building' or num_nonnulls(${t.imageId}, ${t.sizeBytes}, ${t.builtAt}) = 3`),
		uniqueIndex("built_image_kept_key").on(t.tenantId, t.name, t.tag).where(sql`state = 'kept'`),
		index("built_image_tenant_idx").on(t.tenantId, t.id),
		index("built_image_left_idx").on(t.nodeId, t.id).where(sql`state <> 'kept'`),
	],
);
