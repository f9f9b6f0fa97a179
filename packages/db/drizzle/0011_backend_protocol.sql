CREATE TABLE "backend_signature" (
	"mac" text PRIMARY KEY NOT NULL,
	"fresh_until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "lease" ADD COLUMN "backend_uuid" text;--> statement-breakpoint
ALTER TABLE "lease" ADD COLUMN "backend" jsonb;--> statement-breakpoint
CREATE INDEX "backend_signature_until_idx" ON "backend_signature" USING btree ("fresh_until");--> statement-breakpoint
CREATE UNIQUE INDEX "lease_backend_open_key" ON "lease" USING btree ("backend_uuid" collate "C") WHERE "lease"."closed_at" is null and "lease"."backend_uuid" is not null;--> statement-breakpoint
CREATE INDEX "lease_backend_idx" ON "lease" USING btree ("backend_uuid" collate "C","id") WHERE "lease"."backend_uuid" is not null;--> statement-breakpoint
ALTER TABLE "lease" ADD CONSTRAINT "lease_backend_check" CHECK (("lease"."backend_uuid" is null) = ("lease"."backend" is null));