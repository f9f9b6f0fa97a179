ALTER TABLE "api_key" ADD COLUMN "parent_id" uuid;--> statement-breakpoint
CREATE INDEX "api_key_parent_idx" ON "api_key" USING btree ("parent_id");