CREATE TABLE "node_hour" (
	"node_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"cpu_millis_reserved" bigint NOT NULL,
	"memory_bytes_reserved" bigint NOT NULL,
	"disk_bytes_reserved" bigint NOT NULL,
	"cpu_millis_capacity" bigint NOT NULL,
	"memory_bytes_capacity" bigint NOT NULL,
	"disk_bytes_capacity" bigint NOT NULL,
	"skus" jsonb NOT NULL,
	CONSTRAINT "node_hour_pkey" PRIMARY KEY("node_id","at")
);
--> statement-breakpoint
ALTER TABLE "user" ADD COLUMN "lastSeenAt" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "node_hour" ADD CONSTRAINT "node_hour_node_id_node_id_fk" FOREIGN KEY ("node_id") REFERENCES "public"."node"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "node_hour_at_idx" ON "node_hour" USING btree ("at");