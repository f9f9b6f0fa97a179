ALTER TABLE "member" DROP CONSTRAINT "member_role_check";--> statement-breakpoint
ALTER TABLE "member" ADD CONSTRAINT "member_role_check" CHECK ("member"."role" in ('owner', 'member', 'viewer'));