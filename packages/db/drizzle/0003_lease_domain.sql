CREATE TABLE "lease_domain" (
	"domain" text PRIMARY KEY NOT NULL,
	"lease_id" uuid NOT NULL
);
--> statement-breakpoint
ALTER TABLE "lease_domain" ADD CONSTRAINT "lease_domain_lease_id_lease_id_fk" FOREIGN KEY ("lease_id") REFERENCES "public"."lease"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "lease_domain_lease_idx" ON "lease_domain" USING btree ("lease_id");