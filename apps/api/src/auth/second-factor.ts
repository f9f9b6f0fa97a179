import { createAuthMiddleware } from "better-auth/api";
import { twoFactor } from "better-auth/plugins";

const CALLBACK = "/callback/:id";
/** Every path that begins a session without asking for a second factor itself. */
const signInPaths = new Set(["/sign-in/email", "/sign-in/link", "/sign-in/social", CALLBACK]);

/**
 * One-time codes and backup codes, by the library's own plugin. It asks after a password alone; here it asks whichever way somebody
 * came: no way in is a way round it. Whoever comes back from an identity provider is sent to the page that asks.
 */
export function secondFactorPlugin(askAt: string) {
	const plugin = twoFactor({ issuer: "Berth", totpOptions: { digits: 6, period: 30 } });
	const [challenge] = plugin.hooks.after;
	if (challenge === undefined) throw new Error("the plugin of second factors asks for none");
	const redirect = {
		matcher: (context: { readonly path?: string }) => context.path === CALLBACK,
		handler: createAuthMiddleware(async (ctx) => {
			const { returned } = ctx.context;
			if (typeof returned === "object" && returned !== null && "twoFactorRedirect" in returned) throw ctx.redirect(askAt);
		}),
	};
	return {
		...plugin,
		hooks: {
			after: [{ ...challenge, matcher: (context: { readonly path?: string }) => signInPaths.has(context.path ?? "") }, redirect],
		},
	};
}
