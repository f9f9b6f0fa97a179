CREATE TABLE "node_watch" (
	"node_id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"figures" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "usage_upkeep" (
	"id" integer PRIMARY KEY NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"roll_from_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "usage_hour" ALTER COLUMN "memory_byte_seconds" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_hour" ALTER COLUMN "memory_peak_bytes" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_hour" ALTER COLUMN "rx_bytes" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_hour" ALTER COLUMN "tx_bytes" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_minute" ALTER COLUMN "memory_byte_seconds" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_minute" ALTER COLUMN "memory_peak_bytes" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_minute" ALTER COLUMN "rx_bytes" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_minute" ALTER COLUMN "tx_bytes" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_hour" ADD COLUMN "disk_seconds" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_minute" ADD COLUMN "disk_seconds" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "node_watch" ADD CONSTRAINT "node_watch_node_id_node_id_fk" FOREIGN KEY ("node_id") REFERENCES "public"."node"("id") ON DELETE no action ON UPDATE no action;