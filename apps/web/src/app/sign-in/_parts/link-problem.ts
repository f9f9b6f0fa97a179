/** What to tell somebody whose link, or whose way by the identity provider, did not work. */
export interface LinkProblem {
	readonly title: string;
	readonly advice: string;
}

const askAgain =
	"If you have set a password, use it below. Otherwise ask an admin for a new link; the admin of this machine gets one by starting Berth again.";
const askAdmin = "Sign in below if you have a password, or ask an admin of this installation.";

const known: Readonly<Record<string, LinkProblem>> = {
	EXPIRED_TOKEN: { title: "This sign-in link has expired", advice: askAgain },
	INVALID_TOKEN: { title: "This sign-in link was used already, or has expired", advice: `A link works once. ${askAgain}` },
	account_suspended: { title: "This account is suspended", advice: "An admin of this installation can let it in again." },
	signup_disabled: { title: "Nobody here has that address", advice: "An admin or an owner of a tenant can ask you in first." },
	email_domain_not_allowed: { title: "Addresses of that domain are not let in here", advice: askAdmin },
	email_not_verified: { title: "The provider has not verified your address", advice: "Verify it there, then come again." },
	account_not_linked: {
		title: "The account of that address is not linked to the provider",
		advice: "Sign in below as always, then link it on your account page.",
	},
	email_does_not_match: { title: "That identity has another address", advice: "Link the one that has the address of your account." },
	account_already_linked_to_different_user: { title: "That identity is linked to another account", advice: askAdmin },
	access_denied: { title: "You were not signed in at the provider", advice: "Try again, or sign in below." },
	state_mismatch: { title: "That sign-in was begun elsewhere, or long ago", advice: "Begin again here." },
	please_restart_the_process: { title: "That sign-in was begun elsewhere, or long ago", advice: "Begin again here." },
};

/** Reads the code that somebody came back with; null when they came by themselves. */
export function linkProblemOf(code: string | null): LinkProblem | null {
	if (code === null || code === "") return null;
	return known[code] ?? { title: "That did not sign you in", advice: `${askAgain} The code is ${code.slice(0, 60)}.` };
}
