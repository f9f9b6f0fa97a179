/** What `invitations` says. */
export const invitationsText = {
	invitations: "Invitations",
	thatDidNotWork: "That did not work",
	eMail: "E-mail",
	role: "Role",
	by: "By",
	ends: "Ends",
	actions: "Actions",
	somebodyWhoIsGone: "somebody who is gone",
	takeBack: "Take back",
	takeBackTheInvitationOf: (email: string | number) => `Take back the invitation of ${email}`,
} as const;

/** What `inviteDialog` says. */
export const inviteDialogText = {
	invitationLink: "Invitation link",
	itLetsInOnceUntil: (email: string | number, moment: string | number) =>
		`It lets ${email} in, once, until ${moment}. Copy it now: it is not shown again.`,
	link: "link",
	inviteSomebody: "Invite somebody",
	nothingIsMailedYouGet:
		"Nothing is mailed: you get a link to hand over. Whoever has an account accepts it after signing in; for others it makes one.",
	eMail: "E-mail",
	role: "Role",
	aViewerSeesAllBut: "A viewer sees all but secrets, a member runs leases, an owner looks after members too.",
	nobodyWasInvited: "Nobody was invited",
	cancel: "Cancel",
	makeLink: "Make link",
} as const;

/** What `memberRow` says. */
export const memberRowText = {
	you: "you",
	suspended: "suspended",
	roleOf: (name: string | number) => `Role of ${name}`,
	on: "on",
	off: "off",
	leave: "Leave",
	remove: "Remove",
	removeOf: (name: string | number) => `Remove ${name}`,
	leaveThisTenant: "Leave this tenant?",
	removeQuestion: (name: string | number) => `Remove ${name}?`,
	youSeeNoneOfIts: "You see none of its leases any more, and your keys for it end. An owner can ask you in again.",
	theySeeNoneOfIts: "They see none of its leases any more, what they have open ends, and so do their keys for it.",
	nothingWasChanged: "Nothing was changed",
} as const;

/** What `members` says. */
export const membersText = {
	members: "Members",
	invite: "Invite",
	theMembersCouldNotBe: "The members could not be loaded",
	name: "Name",
	eMail: "E-mail",
	role: "Role",
	secondFactor: "Second factor",
	since: "Since",
	actions: "Actions",
	moreMembers: "More members",
} as const;

/** What `acceptForm` says. */
export const acceptFormText = {
	youAreSignedInAs: (signedInAs: string | number) => `You are signed in as ${signedInAs}, and this is for another address.`,
	signOutThenGoOn: "Sign out, then go on",
	youHaveAnAccountHere: "You have an account here: sign in with it, and come back to this page.",
	signIn: "Sign in",
	eMail: "E-mail",
	yourName: "Your name",
	password: "Password",
	atLeast12Characters: "At least 12 characters.",
	youWereNotLetIn: "You were not let in",
	makeAccountAndJoin: (tenant: string | number) => `Make account and join ${tenant}`,
	join: (tenant: string | number) => `Join ${tenant}`,
} as const;

/** What `invitation` says. */
export const invitationText = {
	thisPageIsOpenedBy: "This page is opened by the link of an invitation. Ask whoever invited you for it.",
	thisInvitationDoesNotWork: "This invitation does not work",
	loading: "Loading…",
	anOwner: "An owner",
	asks: "asks",
	into: "into",
	as: (role: string | number) => `as ${role}.`,
	itWorksOnceUntil: (moment: string | number) => `It works once, until ${moment}.`,
} as const;

/** What `invitationPage` says. */
export const invitationPageText = {
	invitation: "Invitation",
} as const;
