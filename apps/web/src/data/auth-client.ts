import { createAuthClient } from "better-auth/client";

/** Sign-in and sign-out, at the page's own origin. Who is signed in is asked of our own `me.get`. */
export const createAuth = () => createAuthClient({ baseURL: window.location.origin, basePath: "/api/auth" });

/** Ends the session and starts the page anew, so that nothing of the last person stays in memory. */
export async function signOut(): Promise<void> {
	await createAuth().signOut();
	window.location.assign("/sign-in");
}
