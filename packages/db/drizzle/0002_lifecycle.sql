CREATE TABLE "callback_attempt" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "callback_attempt_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"callback_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"status" integer,
	"error" text,
	"duration_ms" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "retention" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"node_id" uuid NOT NULL,
	"lease_id" uuid NOT NULL,
	"lease_name" text NOT NULL,
	"state" text NOT NULL,
	"restoring_lease_id" uuid,
	"manifest" json NOT NULL,
	"items" json NOT NULL,
	"disk_bytes" bigint NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "retention_state_check" CHECK ("retention"."state" in ('active', 'restoring', 'reaping')),
	CONSTRAINT "retention_restoring_check" CHECK (("retention"."state" = 'restoring') = ("retention"."restoring_lease_id" is not null)),
	CONSTRAINT "retention_disk_check" CHECK ("retention"."disk_bytes" >= 0)
);
--> statement-breakpoint
CREATE TABLE "volume" (
	"id" uuid PRIMARY KEY NOT NULL,
	"node_id" uuid NOT NULL,
	"tenant_id" uuid NOT NULL,
	"lease_id" uuid,
	"retention_id" uuid,
	"service" text NOT NULL,
	"index" integer NOT NULL,
	"quota_bytes" bigint NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "volume_lease_key" UNIQUE("lease_id","service","index"),
	CONSTRAINT "volume_retention_key" UNIQUE("retention_id","service","index"),
	CONSTRAINT "volume_owner_check" CHECK (num_nonnulls("volume"."lease_id", "volume"."retention_id") = 1),
	CONSTRAINT "volume_amount_check" CHECK ("volume"."quota_bytes" > 0 and "volume"."index" >= 0)
);
--> statement-breakpoint
ALTER TABLE "operation" DROP CONSTRAINT "operation_kind_check";--> statement-breakpoint
DROP INDEX "callback_lease_idx";--> statement-breakpoint
ALTER TABLE "callback" ADD COLUMN "lease_seq" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "callback" ADD COLUMN "held_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "callback" ADD COLUMN "abandoned_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "callback" ADD COLUMN "owed_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "lease" ADD COLUMN "serving" jsonb;--> statement-breakpoint
ALTER TABLE "lease" ADD COLUMN "active_release" integer;--> statement-breakpoint
ALTER TABLE "lease" ADD COLUMN "release_seq" integer;--> statement-breakpoint
ALTER TABLE "lease" ADD COLUMN "cancel_requested" uuid;--> statement-breakpoint
ALTER TABLE "lease" ADD COLUMN "callback_url" text;--> statement-breakpoint
ALTER TABLE "lease" ADD COLUMN "expires_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "lease" ADD COLUMN "expiry_announced" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "lease" ADD COLUMN "close_data" text DEFAULT 'retain' NOT NULL;--> statement-breakpoint
ALTER TABLE "lease_item" ADD COLUMN "domain" text;--> statement-breakpoint
ALTER TABLE "release" ADD COLUMN "items" json;--> statement-breakpoint
ALTER TABLE "release" ADD COLUMN "cause" text;--> statement-breakpoint
ALTER TABLE "release" ADD COLUMN "rollback_of" integer;--> statement-breakpoint
ALTER TABLE "release" ADD COLUMN "note" text;--> statement-breakpoint
-- Until now sizes reserved a disk and nothing was kept on it: no lease has a volume whose data could be missed, so none has a disk.
UPDATE "lease_item" SET "disk_bytes" = 0;--> statement-breakpoint
UPDATE "lease" SET "held_disk_bytes" = 0 WHERE "held_disk_bytes" IS NOT NULL;--> statement-breakpoint
UPDATE "node" SET "disk_bytes_reserved" = 0;--> statement-breakpoint
UPDATE "tenant" SET "disk_bytes_used" = 0;--> statement-breakpoint
-- What was known in the former shape. Until now a lease had one set of items and no release but a first one of them.
UPDATE "release" SET "cause" = 'provision', "items" = (
	SELECT coalesce(json_agg(json_build_object(
		'service', item."service", 'sku', item."sku", 'quantity', item."quantity", 'cpuMillis', item."cpu_millis",
		'memoryBytes', item."memory_bytes", 'diskBytes', item."disk_bytes", 'pidsMax', item."pids_max", 'domain', item."domain"
	) ORDER BY item."position"), '[]')
	FROM "lease_item" item WHERE item."lease_id" = "release"."lease_id"
);--> statement-breakpoint
UPDATE "lease" SET
	"release_seq" = coalesce((SELECT max(r."number") FROM "release" r WHERE r."lease_id" = "lease"."id"), 1),
	"active_release" = (SELECT max(r."number") FROM "release" r WHERE r."lease_id" = "lease"."id" AND r."status" = 'active'),
	"callback_url" = (
		SELECT o."callback_url" FROM "operation" o
		WHERE o."lease_id" = "lease"."id" AND o."callback_url" IS NOT NULL ORDER BY o."id" DESC LIMIT 1
	),
	"serving" = CASE WHEN "closed_at" IS NULL AND "observed_generation" IS NOT NULL THEN (
		SELECT jsonb_object_agg(item."service" || '-' || instance."index", "observed_generation")
		FROM "lease_item" item CROSS JOIN LATERAL generate_series(0, item."quantity" - 1) AS instance ("index")
		WHERE item."lease_id" = "lease"."id"
	) END;--> statement-breakpoint
UPDATE "callback" SET "lease_seq" = place."number"
	FROM (SELECT "id", row_number() OVER (PARTITION BY "lease_id" ORDER BY "id") AS "number" FROM "callback") place
	WHERE place."id" = "callback"."id";--> statement-breakpoint
-- A job delivered one callback; now it delivers all that is owed for a lease. Those that were queued are queued anew.
DO $$ BEGIN
	IF to_regclass('graphile_worker.jobs') IS NOT NULL THEN
		PERFORM graphile_worker.complete_jobs(array_agg(job."id"))
			FROM graphile_worker.jobs job WHERE job."task_identifier" = 'deliver_callback' HAVING count(*) > 0;
		PERFORM graphile_worker.add_job('deliver_callbacks', json_build_object('leaseId', owed."lease_id"),
				job_key := 'callbacks:' || owed."lease_id", job_key_mode := 'preserve_run_at')
			FROM (SELECT DISTINCT "lease_id" FROM "callback" WHERE "delivered_at" IS NULL) owed;
	END IF;
END $$;--> statement-breakpoint
ALTER TABLE "release" ALTER COLUMN "items" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "release" ALTER COLUMN "cause" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "lease" ALTER COLUMN "release_seq" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "callback_attempt" ADD CONSTRAINT "callback_attempt_callback_id_callback_id_fk" FOREIGN KEY ("callback_id") REFERENCES "public"."callback"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retention" ADD CONSTRAINT "retention_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retention" ADD CONSTRAINT "retention_node_id_node_id_fk" FOREIGN KEY ("node_id") REFERENCES "public"."node"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retention" ADD CONSTRAINT "retention_lease_id_lease_id_fk" FOREIGN KEY ("lease_id") REFERENCES "public"."lease"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retention" ADD CONSTRAINT "retention_restoring_lease_id_lease_id_fk" FOREIGN KEY ("restoring_lease_id") REFERENCES "public"."lease"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "volume" ADD CONSTRAINT "volume_node_id_node_id_fk" FOREIGN KEY ("node_id") REFERENCES "public"."node"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "volume" ADD CONSTRAINT "volume_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "volume" ADD CONSTRAINT "volume_lease_id_lease_id_fk" FOREIGN KEY ("lease_id") REFERENCES "public"."lease"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "volume" ADD CONSTRAINT "volume_retention_id_retention_id_fk" FOREIGN KEY ("retention_id") REFERENCES "public"."retention"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "callback_attempt_idx" ON "callback_attempt" USING btree ("callback_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "retention_restoring_key" ON "retention" USING btree ("restoring_lease_id") WHERE "retention"."restoring_lease_id" is not null;--> statement-breakpoint
CREATE INDEX "retention_due_idx" ON "retention" USING btree ("node_id","state","expires_at");--> statement-breakpoint
CREATE INDEX "retention_tenant_idx" ON "retention" USING btree ("tenant_id","id");--> statement-breakpoint
CREATE INDEX "retention_lease_idx" ON "retention" USING btree ("lease_id","id");--> statement-breakpoint
CREATE INDEX "volume_node_idx" ON "volume" USING btree ("node_id","id");--> statement-breakpoint
CREATE INDEX "callback_owed_idx" ON "callback" USING btree ("lease_id","lease_seq") WHERE "callback"."delivered_at" is null and "callback"."abandoned_at" is null;--> statement-breakpoint
CREATE INDEX "lease_expiry_idx" ON "lease" USING btree ("node_id","expires_at") WHERE "lease"."closed_at" is null and "lease"."expires_at" is not null;--> statement-breakpoint
CREATE INDEX "callback_lease_idx" ON "callback" USING btree ("lease_id","lease_seq");--> statement-breakpoint
ALTER TABLE "lease" DROP COLUMN "observed_generation";--> statement-breakpoint
ALTER TABLE "lease" ADD CONSTRAINT "lease_close_data_check" CHECK ("lease"."close_data" in ('retain', 'destroy'));--> statement-breakpoint
ALTER TABLE "lease" ADD CONSTRAINT "lease_release_check" CHECK ("lease"."release_seq" >= 1 and "lease"."active_release" <= "lease"."release_seq");--> statement-breakpoint
ALTER TABLE "operation" ADD CONSTRAINT "operation_kind_check" CHECK ("operation"."kind" in ('provision', 'restart', 'update', 'stop', 'start', 'restore', 'close', 'diagnose'));--> statement-breakpoint
ALTER TABLE "release" ADD CONSTRAINT "release_cause_check" CHECK ("release"."cause" in ('provision', 'retry', 'update', 'scale', 'env', 'domain', 'rollback', 'restore'));