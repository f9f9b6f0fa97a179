CREATE EXTENSION IF NOT EXISTS pg_trgm;--> statement-breakpoint
CREATE TABLE "lease_search" (
	"lease_id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"words" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tick" (
	"name" text PRIMARY KEY NOT NULL,
	"begun_at" timestamp with time zone NOT NULL,
	"position" text
);
--> statement-breakpoint
ALTER TABLE "lease_event" ADD COLUMN "tenant_id" uuid;--> statement-breakpoint
ALTER TABLE "lease_search" ADD CONSTRAINT "lease_search_lease_id_lease_id_fk" FOREIGN KEY ("lease_id") REFERENCES "public"."lease"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "lease_search_words_idx" ON "lease_search" USING gin ("words" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "lease_search_tenant_idx" ON "lease_search" USING btree ("tenant_id","lease_id");--> statement-breakpoint
CREATE INDEX "diagnostic_at_idx" ON "diagnostic" USING btree ("at");--> statement-breakpoint
CREATE INDEX "lease_tenant_state_idx" ON "lease" USING btree ("tenant_id","state","id");--> statement-breakpoint
CREATE INDEX "lease_state_idx" ON "lease" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "lease_node_idx" ON "lease" USING btree ("node_id","id");--> statement-breakpoint
CREATE INDEX "lease_tenant_expiry_idx" ON "lease" USING btree ("tenant_id","expires_at") WHERE "lease"."closed_at" is null and "lease"."expires_at" is not null;--> statement-breakpoint
CREATE INDEX "lease_all_expiry_idx" ON "lease" USING btree ("expires_at") WHERE "lease"."closed_at" is null and "lease"."expires_at" is not null;--> statement-breakpoint
CREATE INDEX "lease_event_tenant_idx" ON "lease_event" USING btree ("tenant_id",("body" ->> 'type'),"at","lease_id","seq");--> statement-breakpoint
CREATE INDEX "lease_event_type_idx" ON "lease_event" USING btree (("body" ->> 'type'),"at","lease_id","seq");--> statement-breakpoint
CREATE INDEX "lease_event_unfilled_idx" ON "lease_event" USING btree ("lease_id","seq") WHERE "lease_event"."tenant_id" is null;--> statement-breakpoint
CREATE INDEX "lease_item_sku_idx" ON "lease_item" USING btree ("sku","lease_id");--> statement-breakpoint
CREATE INDEX "operation_tenant_idx" ON "operation" USING btree ("tenant_id","id");--> statement-breakpoint
CREATE INDEX "operation_tenant_state_idx" ON "operation" USING btree ("tenant_id","state","id");--> statement-breakpoint
CREATE INDEX "operation_state_idx" ON "operation" USING btree ("state","id");--> statement-breakpoint
INSERT INTO "lease_search" ("lease_id", "tenant_id", "words")
SELECT lease.id, lease.tenant_id, lower(concat(' ', lease.name, ' ', (
	SELECT string_agg(DISTINCT service.value ->> 'image', ' ')
	FROM release r, json_each(r.manifest -> 'services') service
	WHERE r.lease_id = lease.id AND r.number = coalesce(lease.active_release, lease.release_seq)
)))
FROM lease;
--> statement-breakpoint
CREATE FUNCTION "note_lease_words"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO lease_search (lease_id, tenant_id, words)
	SELECT lease.id, lease.tenant_id, lower(concat(' ', lease.name, ' ', (
		SELECT string_agg(DISTINCT service.value ->> 'image', ' ')
		FROM release r, json_each(r.manifest -> 'services') service
		WHERE r.lease_id = lease.id AND r.number = coalesce(lease.active_release, lease.release_seq)
	)))
	FROM lease WHERE lease.id = NEW.lease_id
	ON CONFLICT (lease_id) DO UPDATE SET words = excluded.words WHERE lease_search.words <> excluded.words;
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER "release_words" AFTER INSERT OR UPDATE OF "status" ON "release"
FOR EACH ROW WHEN (NEW.status IN ('deploying', 'active')) EXECUTE FUNCTION "note_lease_words"();
