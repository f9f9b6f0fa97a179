CREATE TABLE "host_port" (
	"node_id" uuid NOT NULL,
	"port" integer NOT NULL,
	"protocol" text NOT NULL,
	"lease_id" uuid NOT NULL,
	"service" text NOT NULL,
	"index" integer NOT NULL,
	"container_port" integer NOT NULL,
	CONSTRAINT "host_port_pkey" PRIMARY KEY("node_id","port","protocol"),
	CONSTRAINT "host_port_range_check" CHECK ("host_port"."port" between 1 and 65535 and "host_port"."container_port" between 1 and 65535)
);
--> statement-breakpoint
CREATE TABLE "usage_hour" (
	"at" timestamp with time zone NOT NULL,
	"tenant_id" uuid NOT NULL,
	"lease_id" uuid NOT NULL,
	"service" text NOT NULL,
	"measured_seconds" integer NOT NULL,
	"cpu_ms" bigint NOT NULL,
	"memory_byte_seconds" bigint NOT NULL,
	"memory_peak_bytes" bigint NOT NULL,
	"disk_byte_seconds" bigint NOT NULL,
	"rx_bytes" bigint NOT NULL,
	"tx_bytes" bigint NOT NULL,
	CONSTRAINT "usage_hour_pkey" PRIMARY KEY("lease_id","service","at")
);
--> statement-breakpoint
CREATE TABLE "usage_minute" (
	"at" timestamp with time zone NOT NULL,
	"tenant_id" uuid NOT NULL,
	"lease_id" uuid NOT NULL,
	"service" text NOT NULL,
	"measured_seconds" integer NOT NULL,
	"cpu_ms" bigint NOT NULL,
	"memory_byte_seconds" bigint NOT NULL,
	"memory_peak_bytes" bigint NOT NULL,
	"disk_byte_seconds" bigint NOT NULL,
	"rx_bytes" bigint NOT NULL,
	"tx_bytes" bigint NOT NULL,
	CONSTRAINT "usage_minute_pkey" PRIMARY KEY("lease_id","service","at")
) PARTITION BY RANGE ("at");
--> statement-breakpoint
ALTER TABLE "retention" DROP CONSTRAINT "retention_state_check";--> statement-breakpoint
ALTER TABLE "retention" ALTER COLUMN "lease_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "lease" ADD COLUMN "partition" text;--> statement-breakpoint
ALTER TABLE "node" ADD COLUMN "retained_bytes_max" bigint;--> statement-breakpoint
ALTER TABLE "node" ADD COLUMN "host_port_first" integer;--> statement-breakpoint
ALTER TABLE "node" ADD COLUMN "host_port_last" integer;--> statement-breakpoint
ALTER TABLE "retention" ADD COLUMN "partition" text;--> statement-breakpoint
ALTER TABLE "sku" ADD COLUMN "price_label" text;--> statement-breakpoint
ALTER TABLE "sku" ADD COLUMN "close_data" text;--> statement-breakpoint
ALTER TABLE "tenant" ADD COLUMN "retained_max" integer;--> statement-breakpoint
ALTER TABLE "tenant" ADD COLUMN "retained_bytes_max" bigint;--> statement-breakpoint
ALTER TABLE "tenant" ADD COLUMN "partition_retained_max" integer;--> statement-breakpoint
ALTER TABLE "tenant" ADD COLUMN "partition_retained_bytes_max" bigint;--> statement-breakpoint
ALTER TABLE "tenant" ADD COLUMN "close_data" text;--> statement-breakpoint
ALTER TABLE "host_port" ADD CONSTRAINT "host_port_node_id_node_id_fk" FOREIGN KEY ("node_id") REFERENCES "public"."node"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "host_port" ADD CONSTRAINT "host_port_lease_id_lease_id_fk" FOREIGN KEY ("lease_id") REFERENCES "public"."lease"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "host_port_lease_idx" ON "host_port" USING btree ("lease_id","service","index");--> statement-breakpoint
CREATE INDEX "usage_hour_tenant_idx" ON "usage_hour" USING btree ("tenant_id","at");--> statement-breakpoint
CREATE INDEX "usage_hour_at_idx" ON "usage_hour" USING btree ("at");--> statement-breakpoint
CREATE INDEX "usage_minute_tenant_idx" ON "usage_minute" USING btree ("tenant_id","at");--> statement-breakpoint
ALTER TABLE "node" ADD CONSTRAINT "node_host_port_check" CHECK (("node"."host_port_first" is null) = ("node"."host_port_last" is null) and "node"."host_port_first" <= "node"."host_port_last");--> statement-breakpoint
ALTER TABLE "retention" ADD CONSTRAINT "retention_state_check" CHECK ("retention"."state" in ('active', 'restoring', 'importing', 'reaping'));--> statement-breakpoint
ALTER TABLE "sku" ADD CONSTRAINT "sku_close_data_check" CHECK ("sku"."close_data" in ('retain', 'destroy'));--> statement-breakpoint
ALTER TABLE "tenant" ADD CONSTRAINT "tenant_close_data_check" CHECK ("tenant"."close_data" in ('retain', 'destroy'));