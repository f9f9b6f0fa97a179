/** What a path of sign-in answered. */
export interface AuthAnswer {
	readonly ok: boolean;
	/** 0 when the server did not answer. */
	readonly status: number;
	readonly code: string | null;
	readonly data: Readonly<Record<string, unknown>>;
}

/** Asks one of the paths of sign-in, which set and take away the session. Who is signed in is asked of our own `me.get`. */
export async function askAuth(path: string, body: object = {}): Promise<AuthAnswer> {
	const answer = await fetch(`/api/auth${path}`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify(body),
	}).catch(() => null);
	if (answer === null) return { ok: false, status: 0, code: null, data: {} };
	const held: unknown = await answer.json().catch(() => null);
	const data = typeof held === "object" && held !== null ? { ...held } : {};
	const code = "code" in data && typeof data.code === "string" ? data.code : null;
	return { ok: answer.ok, status: answer.status, code, data };
}

/** Sends the browser to the identity provider, to sign in or to link this account. Returns what kept it here. */
export async function goToProvider(path: "/sign-in/social" | "/link-social", back: string, backOnError: string): Promise<AuthAnswer> {
	const answer = await askAuth(path, { provider: "oidc", callbackURL: back, errorCallbackURL: backOnError });
	if (answer.ok && typeof answer.data.url === "string") window.location.assign(answer.data.url);
	return answer;
}

/** Ends the session and starts the page anew, so that nothing of the last person stays in memory. */
export async function signOut(to = "/sign-in"): Promise<void> {
	await askAuth("/sign-out");
	window.location.assign(to);
}

/** What to say of a refusal that is not about what was typed; null when it is. */
export function troubleOf({ status, code }: AuthAnswer): string | null {
	if (code === "account_suspended") return "This account is suspended. An admin of this installation can let it in again.";
	if (code === "ACCOUNT_TEMPORARILY_LOCKED") return "Too many wrong codes. Wait a quarter of an hour and try again.";
	if (status === 429) return "Too many tries. Wait a minute and try again.";
	if (status === 0 || status >= 500) return "The server does not answer. Try again in a moment.";
	return null;
}
