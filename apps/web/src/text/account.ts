/** What `account` says. */
export const accountText = {
	account: "Account",
	you: "You",
	signOut: "Sign out",
	name: "Name",
	eMail: "E-mail",
	rights: "Rights",
	adminOfThisInstallation: "Admin of this installation",
	adminOnceThereIsA: "Admin, once there is a second factor",
	member: "Member",
	tenants: "Tenants",
	none: "none",
	changePassword: "Change password",
	setAPassword: "Set a password",
	secondFactor: "Second factor",
} as const;

/** What `backupCodes` says. */
export const backupCodesText = {
	keepTheseCodesWhereYour: "Keep these codes where your authenticator is not. Each signs you in once. They are not shown again.",
	backupCodes: "backup codes",
} as const;

/** What `enrolForm` says. */
export const enrolFormText = {
	scanThisWithAnAuthenticator: "Scan this with an authenticator, or type the secret into it. Then type the code that it shows.",
	squareCodeForAnAuthenticator: "Square code for an authenticator",
	secret: "secret",
	code: "Code",
	turnOn: "Turn on",
	cancel: "Cancel",
} as const;

/** What `linkedSignIn` says. */
export const linkedSignInText = {
	signInWith: (name: string | number) => `Sign-in with ${name}`,
	linkedWhoeverItSaysYou: "Linked: whoever it says you are signs in here.",
	notLinkedItMustName: "Not linked. It must name the address of this account.",
	itIsStillLinked: "It is still linked",
	unlink: "Unlink",
	setAPasswordFirstNothing: "Set a password first: nothing else would let you in any more",
	linkThisAccount: "Link this account",
} as const;

/** What `passwordForm` says. */
export const passwordFormText = {
	youCameByALink: "You came by a link that works once. With a password you can come again.",
	presentPassword: "Present password",
	newPassword: "New password",
	atLeastCharacters: (LENGTH_MIN: string | number) => `At least ${LENGTH_MIN} characters.`,
	newPasswordAgain: "New password again",
	theTwoAreNotThe: "The two are not the same.",
	thePasswordWasNotSet: "The password was not set",
	changePassword: "Change password",
	setPassword: "Set password",
} as const;

/** What `secondFactor` says. */
export const secondFactorText = {
	iHaveKeptThem: "I have kept them",
	setAPasswordFirstIt: "Set a password first: it is what keeps others from taking the second factor away.",
	yourPassword: "Your password",
	adminsNeedOneHereUntil: "Admins need one here: until it is set up you see no more than a member. ",
	withItAPasswordOr: "With it, a password or a link alone signs nobody in as you.",
	setUp: "Set up",
	onWhicheverWayYouSign: "On: whichever way you sign in, you are asked for a code.",
	newBackupCodes: "New backup codes",
	turnOff: "Turn off",
} as const;

/** What `sessions` says. */
export const sessionsText = {
	whereYouAreSignedIn: "Where you are signed in",
	signOutEverywhereElse: "Sign out everywhere else",
	thisIsTheOnlyOne: "This is the only one",
	thatDidNotWork: "That did not work",
	sessions: "Sessions",
	browserOrProgram: "Browser or program",
	address: "Address",
	since: "Since",
	actions: "Actions",
	notSaid: "not said",
	unknown: "unknown",
	thisOne: "this one",
	signOut: "Sign out",
} as const;
