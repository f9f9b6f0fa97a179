CREATE TABLE "retention_tombstone" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"lease_id" uuid,
	"lease_name" text NOT NULL,
	"partition" text,
	"disk_bytes" bigint NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"because" text NOT NULL,
	"given_up_by" text,
	"given_up_at" timestamp with time zone NOT NULL,
	"destroyed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "retention_tombstone_cause_check" CHECK ("retention_tombstone"."because" in ('closed', 'asked', 'expired', 'evicted', 'refused', 'regenerable', 'lost'))
);
--> statement-breakpoint
ALTER TABLE "operation" ADD COLUMN "trace_parent" text;--> statement-breakpoint
ALTER TABLE "retention" ADD COLUMN "given_up_because" text;--> statement-breakpoint
ALTER TABLE "retention" ADD COLUMN "given_up_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "retention" ADD COLUMN "given_up_by" text;--> statement-breakpoint
ALTER TABLE "retention_tombstone" ADD CONSTRAINT "retention_tombstone_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retention_tombstone" ADD CONSTRAINT "retention_tombstone_lease_id_lease_id_fk" FOREIGN KEY ("lease_id") REFERENCES "public"."lease"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "retention_tombstone_tenant_idx" ON "retention_tombstone" USING btree ("tenant_id","id");--> statement-breakpoint
CREATE INDEX "retention_tombstone_lease_idx" ON "retention_tombstone" USING btree ("lease_id","id");--> statement-breakpoint
CREATE INDEX "retention_tombstone_age_idx" ON "retention_tombstone" USING btree ("destroyed_at");--> statement-breakpoint
CREATE INDEX "lease_partition_idx" ON "lease" USING btree ("tenant_id","partition","id") WHERE "lease"."partition" is not null;--> statement-breakpoint
CREATE INDEX "retention_partition_idx" ON "retention" USING btree ("tenant_id","partition","id");--> statement-breakpoint
CREATE INDEX "retention_oldest_idx" ON "retention" USING btree ("tenant_id","created_at","id") WHERE "retention"."state" = 'active';--> statement-breakpoint
ALTER TABLE "retention" ADD CONSTRAINT "retention_cause_check" CHECK ("retention"."given_up_because" in ('closed', 'asked', 'expired', 'evicted', 'refused', 'regenerable', 'lost'));