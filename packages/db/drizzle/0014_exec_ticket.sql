CREATE TABLE "exec_ticket" (
	"hash" text PRIMARY KEY NOT NULL,
	"holder" text NOT NULL,
	"tenant_wanted" text,
	"lease_id" uuid NOT NULL,
	"service" text NOT NULL,
	"index" integer NOT NULL,
	"argv" jsonb,
	"size" jsonb,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "exec_ticket" ADD CONSTRAINT "exec_ticket_lease_id_lease_id_fk" FOREIGN KEY ("lease_id") REFERENCES "public"."lease"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "exec_ticket_expires_idx" ON "exec_ticket" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "exec_ticket_lease_idx" ON "exec_ticket" USING btree ("lease_id");