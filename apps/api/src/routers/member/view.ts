import type { MemberRecord } from "@berth/db";

/** A member as the tenant sees them. */
export const toMemberView = ({ createdAt, ...member }: MemberRecord) => ({ ...member, since: createdAt.toISOString() });
