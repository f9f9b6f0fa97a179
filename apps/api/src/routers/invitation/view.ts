import type { InvitationRecord } from "@berth/db";

/** An invitation as the tenant's owners see it. Whether the address is known is not theirs to know. */
export const toInvitationView = ({ id, email, role, invitedBy, createdAt, expiresAt }: InvitationRecord) => ({
	id,
	email,
	role,
	invitedBy,
	createdAt: createdAt.toISOString(),
	expiresAt: expiresAt.toISOString(),
});
