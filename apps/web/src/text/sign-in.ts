/** What `codeForm` says. */
export const codeFormText = {
	command: "command",
} as const;

/** What `deviceLogin` says. */
export const deviceLoginText = {
	loading: "Loading…",
} as const;

/** What `linkStep` says. */
export const linkStepText = {
	thisLinkSignsYouIn: "This link signs you in on this browser, once.",
	signInWithThisLink: "Sign in with this link",
} as const;

/** What `passwordStep` says. */
export const passwordStepText = {
	eMail: "E-mail",
	password: "Password",
	signingIn: "Signing in…",
	signIn: "Sign in",
} as const;

/** What `providerButton` says. */
export const providerButtonText = {
	signInWith: (name: string | number) => `Sign in with ${name}`,
} as const;

/** What `secondFactorStep` says. */
export const secondFactorStepText = {
	oneOfTheBackupCodes: "One of the backup codes you kept; each works once.",
	theCodeThatYourAuthenticator: "The code that your authenticator shows now.",
	backupCode: "Backup code",
	code: "Code",
	doNotAskOnThis: "Do not ask on this browser for 30 days",
	goOn: "Go on",
	useTheAuthenticator: "Use the authenticator",
	useABackupCode: "Use a backup code",
	startOver: "Start over",
} as const;

/** What `signInPage` says. */
export const signInPageText = {
	signIn: "Sign in",
	thereIsNoSignUp: "There is no sign-up: an admin of this installation hands out accounts.",
} as const;
