import { type LeaseId, type Manifest, type ReleaseCause, type ReleaseStatus, releaseCauses, releaseStatuses } from "@berth/core";
import { integer, json, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import type { LeaseItemRecord } from "../records.ts";
import { moment, oneOf } from "./columns.ts";
import { lease } from "./lease.ts";

/** What was applied, immutable but for its status. `json`, not `jsonb`: it keeps the order its author wrote. */
export const release = pgTable(
	"release",
	{
		leaseId: uuid("lease_id")
			.notNull()
			.$type<LeaseId>()
			.references(() => lease.id),
		number: integer("number").notNull(),
		manifest: json("manifest").notNull().$type<Manifest>(),
		items: json("items").notNull().$type<readonly LeaseItemRecord[]>(),
		status: text("status").notNull().$type<ReleaseStatus>(),
		cause: text("cause").notNull().$type<ReleaseCause>(),
		rollbackOf: integer("rollback_of"),
		note: text("note"),
		createdBy: text("created_by").notNull(),
		createdAt: moment("created_at").notNull(),
	},
	(t) => [
		primaryKey({ name: "release_pkey", columns: [t.leaseId, t.number] }),
		oneOf("release_status_check", t.status, releaseStatuses),
		oneOf("release_cause_check", t.cause, releaseCauses),
	],
);
