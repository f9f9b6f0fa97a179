import { type BerthClient, createBerthClient } from "@berth/client";

/** Signs in by a one-use link, as a browser does. Returns the session's cookie. Errors  when the link is not taken. */
export async function signIn(link: string): Promise<string> {
	const { origin, hash } = new URL(link);
	const answer = await fetch(`${origin}/api/auth/sign-in/link`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({ token: hash.replace("#link=", "") }),
		signal: AbortSignal.timeout(15_000),
	});
	const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0] ?? "");
	if (cookies.length === 0) throw new Error(`the sign-in link was not taken: ${answer.status}`);
	return cookies.join("; ");
}

export const clientOf = (url: string, cookie: string, tenant?: string): BerthClient =>
	createBerthClient({ url, headers: { cookie }, ...(tenant === undefined ? {} : { tenant }) });
