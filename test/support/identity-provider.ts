import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Provider } from "oidc-provider";
import { createCookieJar } from "./cookie-jar.ts";

/** Somebody whom the provider knows. */
export interface Identity {
	readonly sub: string;
	readonly email: string;
	readonly email_verified: boolean;
	readonly name: string;
}

/** A real identity provider on this machine, at which somebody is signed in by being named. */
export interface IdentityProvider extends AsyncDisposable {
	readonly issuer: string;
	readonly clientId: string;
	readonly clientSecret: string;
	/** Serves these installations from now on; before that nothing but refusals. */
	serve(urls: readonly string[]): void;
	/** Walks where a browser would, from where we sent it until it comes back to `url`; that last step is the caller's. */
	walk(start: string, url: string, identity: Identity): Promise<string>;
}

const CLIENT = { id: "berth", secret: "only-for-tests-only-for-tests" };

export async function startIdentityProvider(): Promise<IdentityProvider> {
	const known = new Map<string, Identity>();
	let present: Identity | null = null;
	let provider: Provider | null = null;
	const server = createServer((req, res) => {
		if (provider === null) {
			res.writeHead(503).end();
			return;
		}
		if (req.url?.startsWith("/login/") && present !== null) {
			void provider.interactionFinished(req, res, { login: { accountId: present.sub } });
			return;
		}
		void provider.callback()(req, res);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
	return {
		issuer,
		clientId: CLIENT.id,
		clientSecret: CLIENT.secret,
		serve(urls) {
			provider = new Provider(issuer, {
				clients: [
					{
						client_id: CLIENT.id,
						client_secret: CLIENT.secret,
						redirect_uris: urls.map((url) => `${url}/api/auth/callback/oidc`),
						token_endpoint_auth_method: "client_secret_post",
					},
				],
				claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
				conformIdTokenClaims: false,
				ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
				cookies: { keys: ["only-for-tests"] },
				features: { devInteractions: { enabled: false } },
				interactions: { url: (_ctx, { uid }) => `/login/${uid}` },
				findAccount: (_ctx, sub) => {
					const identity = known.get(sub);
					return identity && { accountId: sub, claims: () => ({ ...identity }) };
				},
				// Nobody is asked whether they agree.
				async loadExistingGrant(ctx) {
					const grant = new ctx.oidc.provider.Grant({
						clientId: CLIENT.id,
						...(ctx.oidc.session?.accountId === undefined ? {} : { accountId: ctx.oidc.session.accountId }),
					});
					grant.addOIDCScope("openid email profile");
					await grant.save();
					return grant;
				},
			});
		},
		async walk(start, url, identity) {
			known.set(identity.sub, identity);
			present = identity;
			const jar = createCookieJar();
			let at = start;
			for (let steps = 0; steps < 10; steps += 1) {
				const answer = await fetch(at, { redirect: "manual", headers: { cookie: jar.text() } });
				jar.take(answer);
				const location = answer.headers.get("location");
				if (location === null) throw new Error(`the provider answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
				at = new URL(location, at).href;
				if (at.startsWith(`${url}/`)) return at;
			}
			throw new Error("the provider sends people round in circles");
		},
		[Symbol.asyncDispose]: () =>
			new Promise<void>((resolve) => {
				server.closeAllConnections();
				server.close(() => resolve());
			}),
	};
}
