CREATE TABLE "kept_limit" (
	"key" text PRIMARY KEY NOT NULL,
	"points" integer DEFAULT 0 NOT NULL,
	"expire" bigint
);
--> statement-breakpoint
CREATE INDEX "kept_limit_expire_idx" ON "kept_limit" USING btree ("expire");