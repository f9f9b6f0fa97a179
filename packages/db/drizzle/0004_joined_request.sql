CREATE TABLE "joined_request" (
	"tenant_id" uuid NOT NULL,
	"idempotency_key" text NOT NULL,
	"operation_id" uuid NOT NULL,
	"request_hash" text NOT NULL,
	CONSTRAINT "joined_request_pkey" PRIMARY KEY("tenant_id","idempotency_key")
);
--> statement-breakpoint
ALTER TABLE "joined_request" ADD CONSTRAINT "joined_request_operation_id_operation_id_fk" FOREIGN KEY ("operation_id") REFERENCES "public"."operation"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "joined_request_operation_idx" ON "joined_request" USING btree ("operation_id");