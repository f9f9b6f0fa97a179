CREATE TABLE "built_image" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"node_id" uuid NOT NULL,
	"name" text NOT NULL,
	"tag" text NOT NULL,
	"state" text NOT NULL,
	"image_id" text,
	"size_bytes" bigint,
	"built_by" text NOT NULL,
	"begun_at" timestamp with time zone NOT NULL,
	"built_at" timestamp with time zone,
	"held_until" timestamp with time zone,
	"made" jsonb DEFAULT '[]'::jsonb NOT NULL,
	CONSTRAINT "built_image_state_check" CHECK ("built_image"."state" in ('building', 'kept', 'dropped', 'going')),
	CONSTRAINT "built_image_whole_check" CHECK ("built_image"."state" = 'building' or num_nonnulls("built_image"."image_id", "built_image"."size_bytes", "built_image"."built_at") = 3)
);
--> statement-breakpoint
ALTER TABLE "built_image" ADD CONSTRAINT "built_image_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "built_image" ADD CONSTRAINT "built_image_node_id_node_id_fk" FOREIGN KEY ("node_id") REFERENCES "public"."node"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "built_image_kept_key" ON "built_image" USING btree ("tenant_id","name","tag") WHERE state = 'kept';--> statement-breakpoint
CREATE INDEX "built_image_tenant_idx" ON "built_image" USING btree ("tenant_id","id");--> statement-breakpoint
CREATE INDEX "built_image_left_idx" ON "built_image" USING btree ("node_id","id") WHERE state <> 'kept';