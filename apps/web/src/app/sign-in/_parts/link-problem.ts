/** What to tell somebody whose sign-in link did not work. */
export interface LinkProblem {
	readonly title: string;
	readonly advice: string;
}

/** Reads the code a sign-in link came back with; null when no link was followed. */
export function linkProblemOf(code: string | null): LinkProblem | null {
	if (code === null || code === "") return null;
	if (code === "EXPIRED_TOKEN") return { title: "This sign-in link has expired", advice: askAgain };
	if (code === "INVALID_TOKEN" || code === "ATTEMPTS_EXCEEDED")
		return { title: "This sign-in link was used already, or has expired", advice: `A link works once. ${askAgain}` };
	return { title: "This sign-in link did not work", advice: `${askAgain} The code is ${code.slice(0, 60)}.` };
}

const askAgain =
	"If you have set a password, use it below. Otherwise ask an admin for a new link; the admin of this machine gets one by starting Berth again.";
