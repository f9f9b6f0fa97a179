CREATE TABLE "device_login" (
	"key_id" uuid PRIMARY KEY NOT NULL,
	"device_hash" text NOT NULL,
	"code_hash" text NOT NULL,
	"secret_hash" text NOT NULL,
	"program" text NOT NULL,
	"host" text,
	"address" text NOT NULL,
	"scopes" text[] NOT NULL,
	"tenant_wanted" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"polled_at" timestamp with time zone,
	"confirmed_at" timestamp with time zone,
	"denied_at" timestamp with time zone,
	CONSTRAINT "device_login_device_hash_key" UNIQUE("device_hash"),
	CONSTRAINT "device_login_code_hash_key" UNIQUE("code_hash"),
	CONSTRAINT "device_login_end_check" CHECK ("device_login"."confirmed_at" is null or "device_login"."denied_at" is null),
	CONSTRAINT "device_login_scopes_check" CHECK ("device_login"."scopes" <@ array['read', 'read:sensitive', 'deploy', 'write', 'exec', 'admin:read', 'admin:write'])
);
--> statement-breakpoint
CREATE INDEX "device_login_expires_idx" ON "device_login" USING btree ("expires_at");