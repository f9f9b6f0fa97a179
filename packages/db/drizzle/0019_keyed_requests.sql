CREATE TABLE "keyed_request" (
	"holder" text NOT NULL,
	"key" text NOT NULL,
	"action" text NOT NULL,
	"hash" text NOT NULL,
	"claim" uuid NOT NULL,
	"begun_at" timestamp with time zone NOT NULL,
	"claimed_until" timestamp with time zone NOT NULL,
	"done_at" timestamp with time zone,
	"answer" jsonb,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "keyed_request_holder_key_pk" PRIMARY KEY("holder","key")
);
--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "claim" uuid;--> statement-breakpoint
CREATE INDEX "keyed_request_expires_idx" ON "keyed_request" USING btree ("expires_at");