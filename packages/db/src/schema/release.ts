import { type LeaseId, type Manifest, type ReleaseStatus, releaseStatuses } from "@berth/core";
import { integer, json, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { moment, oneOf } from "./columns.ts";
import { lease } from "./lease.ts";

/** An applied manifest, immutable but for its status. `json`, not `jsonb`: it keeps the order its author wrote. */
export const release = pgTable(
	"release",
	{
		leaseId: uuid("lease_id")
			.notNull()
			.$type<LeaseId>()
			.references(() => lease.id),
		number: integer("number").notNull(),
		manifest: json("manifest").notNull().$type<Manifest>(),
		status: text("status").notNull().$type<ReleaseStatus>(),
		createdBy: text("created_by").notNull(),
		createdAt: moment("created_at").notNull(),
	},
	(t) => [primaryKey({ name: "release_pkey", columns: [t.leaseId, t.number] }), oneOf("release_status_check", t.status, releaseStatuses)],
);
