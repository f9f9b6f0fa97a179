CREATE TABLE "account" (
	"id" text PRIMARY KEY NOT NULL,
	"accountId" text NOT NULL,
	"providerId" text NOT NULL,
	"userId" text NOT NULL,
	"accessToken" text,
	"refreshToken" text,
	"idToken" text,
	"accessTokenExpiresAt" timestamp with time zone,
	"refreshTokenExpiresAt" timestamp with time zone,
	"scope" text,
	"password" text,
	"createdAt" timestamp with time zone DEFAULT now() NOT NULL,
	"updatedAt" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "callback" (
	"id" uuid PRIMARY KEY NOT NULL,
	"operation_id" uuid NOT NULL,
	"lease_id" uuid NOT NULL,
	"url" text NOT NULL,
	"body" jsonb NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	"attempted_at" timestamp with time zone,
	"delivered_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "callback_operation_key" UNIQUE("operation_id")
);
--> statement-breakpoint
CREATE TABLE "diagnostic" (
	"id" uuid PRIMARY KEY NOT NULL,
	"lease_id" uuid NOT NULL,
	"operation_id" uuid,
	"service" text NOT NULL,
	"index" integer NOT NULL,
	"reason" text NOT NULL,
	"exit_code" integer,
	"oom_killed" boolean NOT NULL,
	"health_output" text,
	"log_tail" jsonb NOT NULL,
	"detail" text,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "installation" (
	"one" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "installation_one_check" CHECK ("installation"."one")
);
--> statement-breakpoint
CREATE TABLE "instance" (
	"lease_id" uuid NOT NULL,
	"service" text NOT NULL,
	"index" integer NOT NULL,
	"generation" integer NOT NULL,
	"container_id" text,
	"image" text NOT NULL,
	"state" text NOT NULL,
	"health" text NOT NULL,
	"exit_code" integer,
	"oom_killed" boolean NOT NULL,
	"started_at" timestamp with time zone,
	"endpoints" jsonb NOT NULL,
	CONSTRAINT "instance_pkey" PRIMARY KEY("lease_id","service","index","generation"),
	CONSTRAINT "instance_state_check" CHECK ("instance"."state" in ('created', 'starting', 'running', 'unhealthy', 'exited', 'missing', 'unknown')),
	CONSTRAINT "instance_health_check" CHECK ("instance"."health" in ('none', 'starting', 'healthy', 'unhealthy'))
);
--> statement-breakpoint
CREATE TABLE "lease" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"node_id" uuid NOT NULL,
	"name" text NOT NULL,
	"state" text NOT NULL,
	"state_since" timestamp with time zone NOT NULL,
	"deadline_at" timestamp with time zone,
	"version" integer NOT NULL,
	"generation" integer NOT NULL,
	"observed_generation" integer,
	"event_seq" integer NOT NULL,
	"wake_at" timestamp with time zone,
	"attempt" integer DEFAULT 0 NOT NULL,
	"fail_count" integer DEFAULT 0 NOT NULL,
	"reason" text,
	"message" text,
	"operation_id" uuid,
	"held_cpu_millis" bigint,
	"held_memory_bytes" bigint,
	"held_disk_bytes" bigint,
	"quarantined_at" timestamp with time zone,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone,
	CONSTRAINT "lease_state_check" CHECK ("lease"."state" in ('ready', 'stopped', 'failed', 'closed', 'provisioning', 'restarting', 'updating', 'restoring', 'starting', 'stopping', 'failing', 'deprovisioning')),
	CONSTRAINT "lease_closed_check" CHECK (("lease"."state" = 'closed') = ("lease"."closed_at" is not null)),
	CONSTRAINT "lease_held_check" CHECK (num_nulls("lease"."held_cpu_millis", "lease"."held_memory_bytes", "lease"."held_disk_bytes") in (0, 3))
);
--> statement-breakpoint
CREATE TABLE "lease_event" (
	"lease_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"operation_id" uuid,
	"actor" text NOT NULL,
	"body" jsonb NOT NULL,
	CONSTRAINT "lease_event_pkey" PRIMARY KEY("lease_id","seq")
);
--> statement-breakpoint
CREATE TABLE "lease_item" (
	"lease_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"service" text NOT NULL,
	"sku" text NOT NULL,
	"quantity" integer NOT NULL,
	"cpu_millis" bigint NOT NULL,
	"memory_bytes" bigint NOT NULL,
	"disk_bytes" bigint NOT NULL,
	"pids_max" integer NOT NULL,
	CONSTRAINT "lease_item_pkey" PRIMARY KEY("lease_id","position"),
	CONSTRAINT "lease_item_amount_check" CHECK ("lease_item"."quantity" > 0 and "lease_item"."cpu_millis" > 0 and "lease_item"."memory_bytes" > 0 and "lease_item"."disk_bytes" >= 0)
);
--> statement-breakpoint
CREATE TABLE "member" (
	"tenant_id" uuid NOT NULL,
	"user_id" text NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "member_pkey" PRIMARY KEY("tenant_id","user_id"),
	CONSTRAINT "member_role_check" CHECK ("member"."role" in ('owner', 'member'))
);
--> statement-breakpoint
CREATE TABLE "node" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"cpu_millis_capacity" bigint NOT NULL,
	"memory_bytes_capacity" bigint NOT NULL,
	"disk_bytes_capacity" bigint NOT NULL,
	"cpu_millis_reserved" bigint DEFAULT 0 NOT NULL,
	"memory_bytes_reserved" bigint DEFAULT 0 NOT NULL,
	"disk_bytes_reserved" bigint DEFAULT 0 NOT NULL,
	"claimed_by" text,
	"claimed_until" timestamp with time zone,
	"claim_epoch" bigint DEFAULT 0 NOT NULL,
	"seen_at" timestamp with time zone,
	"cordoned_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "node_name_key" UNIQUE("name"),
	CONSTRAINT "node_capacity_check" CHECK ("node"."cpu_millis_capacity" > 0 and "node"."memory_bytes_capacity" > 0 and "node"."disk_bytes_capacity" >= 0),
	CONSTRAINT "node_reserved_check" CHECK ("node"."cpu_millis_reserved" >= 0 and "node"."memory_bytes_reserved" >= 0 and "node"."disk_bytes_reserved" >= 0),
	CONSTRAINT "node_claim_check" CHECK (("node"."claimed_by" is null) = ("node"."claimed_until" is null))
);
--> statement-breakpoint
CREATE TABLE "operation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"lease_id" uuid NOT NULL,
	"tenant_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"requested_by" text NOT NULL,
	"release_number" integer,
	"steps" jsonb NOT NULL,
	"reason" text,
	"message" text,
	"callback_url" text,
	"idempotency_key" text,
	"request_hash" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	CONSTRAINT "operation_kind_check" CHECK ("operation"."kind" in ('provision', 'restart', 'update', 'stop', 'start', 'restore', 'close')),
	CONSTRAINT "operation_state_check" CHECK ("operation"."state" in ('queued', 'running', 'succeeded', 'rolled_back', 'failed', 'superseded', 'cancelled')),
	CONSTRAINT "operation_finished_check" CHECK (("operation"."state" in ('succeeded', 'rolled_back', 'failed', 'superseded', 'cancelled')) = ("operation"."finished_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "release" (
	"lease_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"manifest" json NOT NULL,
	"status" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "release_pkey" PRIMARY KEY("lease_id","number"),
	CONSTRAINT "release_status_check" CHECK ("release"."status" in ('deploying', 'active', 'superseded', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "session" (
	"id" text PRIMARY KEY NOT NULL,
	"token" text NOT NULL,
	"userId" text NOT NULL,
	"expiresAt" timestamp with time zone NOT NULL,
	"ipAddress" text,
	"userAgent" text,
	"createdAt" timestamp with time zone DEFAULT now() NOT NULL,
	"updatedAt" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "session_token_key" UNIQUE("token")
);
--> statement-breakpoint
CREATE TABLE "sku" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"cpu_millis" bigint NOT NULL,
	"memory_bytes" bigint NOT NULL,
	"disk_bytes" bigint NOT NULL,
	"pids_max" integer NOT NULL,
	"position" integer NOT NULL,
	"enabled" boolean NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sku_name_key" UNIQUE("name"),
	CONSTRAINT "sku_amount_check" CHECK ("sku"."cpu_millis" > 0 and "sku"."memory_bytes" > 0 and "sku"."disk_bytes" >= 0 and "sku"."pids_max" > 0)
);
--> statement-breakpoint
CREATE TABLE "tenant" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"leases_max" integer,
	"cpu_millis_max" bigint,
	"memory_bytes_max" bigint,
	"disk_bytes_max" bigint,
	"leases_used" integer DEFAULT 0 NOT NULL,
	"cpu_millis_used" bigint DEFAULT 0 NOT NULL,
	"memory_bytes_used" bigint DEFAULT 0 NOT NULL,
	"disk_bytes_used" bigint DEFAULT 0 NOT NULL,
	"suspended_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tenant_name_key" UNIQUE("name"),
	CONSTRAINT "tenant_used_check" CHECK ("tenant"."leases_used" >= 0 and "tenant"."cpu_millis_used" >= 0 and "tenant"."memory_bytes_used" >= 0 and "tenant"."disk_bytes_used" >= 0)
);
--> statement-breakpoint
CREATE TABLE "user" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"emailVerified" boolean DEFAULT false NOT NULL,
	"image" text,
	"isAdmin" boolean DEFAULT false NOT NULL,
	"createdAt" timestamp with time zone DEFAULT now() NOT NULL,
	"updatedAt" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "user_email_key" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "verification" (
	"id" text PRIMARY KEY NOT NULL,
	"identifier" text NOT NULL,
	"value" text NOT NULL,
	"expiresAt" timestamp with time zone NOT NULL,
	"createdAt" timestamp with time zone DEFAULT now() NOT NULL,
	"updatedAt" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "account" ADD CONSTRAINT "account_userId_user_id_fk" FOREIGN KEY ("userId") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "callback" ADD CONSTRAINT "callback_operation_id_operation_id_fk" FOREIGN KEY ("operation_id") REFERENCES "public"."operation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "callback" ADD CONSTRAINT "callback_lease_id_lease_id_fk" FOREIGN KEY ("lease_id") REFERENCES "public"."lease"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "diagnostic" ADD CONSTRAINT "diagnostic_lease_id_lease_id_fk" FOREIGN KEY ("lease_id") REFERENCES "public"."lease"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "instance" ADD CONSTRAINT "instance_lease_id_lease_id_fk" FOREIGN KEY ("lease_id") REFERENCES "public"."lease"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lease" ADD CONSTRAINT "lease_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lease" ADD CONSTRAINT "lease_node_id_node_id_fk" FOREIGN KEY ("node_id") REFERENCES "public"."node"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lease_event" ADD CONSTRAINT "lease_event_lease_id_lease_id_fk" FOREIGN KEY ("lease_id") REFERENCES "public"."lease"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lease_item" ADD CONSTRAINT "lease_item_lease_id_lease_id_fk" FOREIGN KEY ("lease_id") REFERENCES "public"."lease"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "member" ADD CONSTRAINT "member_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "member" ADD CONSTRAINT "member_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "operation" ADD CONSTRAINT "operation_lease_id_lease_id_fk" FOREIGN KEY ("lease_id") REFERENCES "public"."lease"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "release" ADD CONSTRAINT "release_lease_id_lease_id_fk" FOREIGN KEY ("lease_id") REFERENCES "public"."lease"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_userId_user_id_fk" FOREIGN KEY ("userId") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "account_user_idx" ON "account" USING btree ("userId");--> statement-breakpoint
CREATE INDEX "callback_lease_idx" ON "callback" USING btree ("lease_id","id");--> statement-breakpoint
CREATE INDEX "diagnostic_lease_idx" ON "diagnostic" USING btree ("lease_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "lease_open_name_key" ON "lease" USING btree ("tenant_id","name") WHERE "lease"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "lease_tenant_idx" ON "lease" USING btree ("tenant_id","id");--> statement-breakpoint
CREATE INDEX "lease_open_idx" ON "lease" USING btree ("id") WHERE "lease"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "lease_open_tenant_idx" ON "lease" USING btree ("tenant_id","id") WHERE "lease"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "lease_open_node_idx" ON "lease" USING btree ("node_id","id") WHERE "lease"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "lease_open_state_idx" ON "lease" USING btree ("tenant_id","state") WHERE "lease"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "lease_working_idx" ON "lease" USING btree ("node_id") WHERE "lease"."state" in ('provisioning', 'restarting', 'updating', 'restoring', 'starting', 'stopping', 'failing', 'deprovisioning');--> statement-breakpoint
CREATE INDEX "lease_wake_idx" ON "lease" USING btree ("node_id","wake_at") WHERE "lease"."wake_at" is not null;--> statement-breakpoint
CREATE INDEX "member_user_idx" ON "member" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "operation_idempotency_key" ON "operation" USING btree ("tenant_id","idempotency_key") WHERE "operation"."idempotency_key" is not null;--> statement-breakpoint
CREATE INDEX "operation_lease_idx" ON "operation" USING btree ("lease_id","id");--> statement-breakpoint
CREATE INDEX "session_user_idx" ON "session" USING btree ("userId");--> statement-breakpoint
CREATE INDEX "verification_identifier_idx" ON "verification" USING btree ("identifier");