import { AppError, type Spans } from "@berth/core";
import type { Log } from "@berth/lease";
import { trpcServer } from "@hono/trpc-server";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { timeout } from "hono/timeout";
import type { AuthService } from "../auth/create-accounts.ts";
import { CLIENT_ADDRESS_HEADER } from "../auth/create-auth.ts";
import type { Config } from "../config.ts";
import { bearerOf } from "../keys/bearer.ts";
import { openApiResponse } from "../openapi/serve.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { appRouter } from "../trpc/router.ts";
import type { Services } from "../trpc/services.ts";
import { fromTrpcError } from "../trpc/to-trpc-error.ts";
import { exportAudit } from "./audit-export.ts";
import { addBackupRoutes } from "./backup/backup-routes.ts";
import { addBuildRoute } from "./build/build-route.ts";
import { clientAddressOf } from "./client-address.ts";
import { exportEvents } from "./event-export.ts";
import { addHealthRoutes, type HealthRoutes } from "./health-routes.ts";
import { exportLogs } from "./log-export.ts";
import { answerError, observeRequests, type RequestEnv } from "./observe-requests.ts";
import { isOwnOrigin } from "./origin.ts";
import { packAnswers } from "./pack-answers.ts";
import { createRequestContext } from "./request-context.ts";
import type { StreamCounter } from "./stream-counter.ts";
import { exportUsage } from "./usage-export.ts";

export interface ApiOptions {
	readonly config: Config;
	readonly services: Services;
	readonly auth: AuthService;
	readonly health: HealthRoutes;
	readonly metrics: Metrics;
	readonly spans: Spans;
	readonly openStream: StreamCounter;
	readonly log: Log;
}

/** The paths of the API; every other one belongs to the dashboard. */
export const isApiPath = (path: string): boolean =>
	/^\/(trpc|api\/audit|api\/auth|api\/backups|api\/images|api\/events|api\/logs|api\/usage|api\/exec|api\/openapi\.json)(\/|\?|$)|^\/(healthz|readyz|metrics)(\?|$)/.test(
		path,
	);

// Of the auth library's many paths only those that are used are there.
const authPaths = {
	GET: ["/get-session", "/callback/oidc"],
	POST: [
		"/sign-in/email",
		"/sign-in/link",
		"/sign-in/social",
		"/sign-out",
		"/link-social",
		"/two-factor/enable",
		"/two-factor/disable",
		"/two-factor/verify-totp",
		"/two-factor/verify-backup-code",
		"/two-factor/generate-backup-codes",
	],
} as const;

/** What is given out as a file, by what it is of. */
const exports = { logs: exportLogs, audit: exportAudit, events: exportEvents, usage: exportUsage } as const;

/** The API over HTTP: procedures, sessions, health, metrics. */
export function createApiApp(options: ApiOptions): Hono<RequestEnv> {
	const { config, services, auth, health, metrics, spans } = options;
	const addressOf = (c: Context<RequestEnv>) => clientAddressOf(c.env.incoming, config.TRUST_PROXY);
	const app = new Hono<RequestEnv>();
	app.onError(answerError);
	app.notFound(() => {
		throw new AppError("NOT_FOUND");
	});
	app.use(observeRequests({ log: options.log, metrics, spans, publicUrl: config.PUBLIC_URL }));

	addHealthRoutes(app, health);

	app.use(ownOriginOnly(config.PUBLIC_URL));
	// Before the limits of size and time, which are those of calls.
	addBackupRoutes(app, { services, spans, openStream: options.openStream, addressOf });
	addBuildRoute(app, { services, spans, openStream: options.openStream, addressOf });
	app.post("*", bodyLimit({ maxSize: config.BODY_BYTES_MAX, onError: () => tooLarge(config.BODY_BYTES_MAX) }));
	app.use(timeout(config.REQUEST_TIMEOUT));

	for (const [method, paths] of Object.entries(authPaths))
		app.on(
			method,
			paths.map((path) => `/api/auth${path}`),
			async (c) => auth.handle(await toAuthRequest(c, config)),
		);
	app.get("/api/openapi.json", (c) => {
		c.get("event").op = "openapi";
		return openApiResponse();
	});
	for (const [what, give] of Object.entries(exports))
		app.get(`/api/${what}/export`, (c) => {
			const event = c.get("event");
			event.op = `${what}.export`;
			const { raw } = c.req;
			const context = createRequestContext({ request: raw, address: addressOf(c), event, services, spans, openStream: options.openStream });
			return give(context, new URL(raw.url), raw.signal);
		});
	app.use("/trpc/*", packAnswers);
	app.use(
		"/trpc/*",
		trpcServer({
			endpoint: "/trpc",
			router: appRouter,
			createContext: ({ req }, c: Context<RequestEnv>) =>
				createRequestContext({
					request: req,
					address: addressOf(c),
					event: c.get("event"),
					services,
					spans,
					openStream: options.openStream,
				}),
			onError: ({ error, path, ctx }) => ctx?.failed(path ?? "unknown", fromTrpcError(error)),
		}),
	);
	return app;
}

const tooLarge = (bytesMax: number): never => {
	throw new AppError("BODY_TOO_LARGE", { message: `The request body is larger than ${bytesMax} bytes.`, data: { bytesMax } });
};

/**
 * A browser may change things only from a page of ours; its cookies alone do not prove that the person meant it. Who brings a key
 * proves it by that, and its cookies are not looked at: but by the auth library, which knows no keys.
 */
const ownOriginOnly =
	(publicUrl: string): MiddlewareHandler<RequestEnv> =>
	async (c, next) => {
		const changes = c.req.method !== "GET" && c.req.method !== "HEAD";
		const hasKey = !c.req.path.startsWith("/api/auth/") && bearerOf(c.req.raw.headers) !== null;
		if (changes && !hasKey && !isOwnOrigin(c.req.header("origin"), publicUrl))
			throw new AppError("FORBIDDEN", { message: "This page is not Berth's own.", data: { expectedOrigin: new URL(publicUrl).origin } });
		await next();
	};

/** The request as the auth library sees it: at the public address, from an address that we vouch for. */
async function toAuthRequest(c: Context<RequestEnv>, config: Config): Promise<Request> {
	const { pathname, search } = new URL(c.req.url);
	const headers = new Headers(c.req.raw.headers);
	headers.set(CLIENT_ADDRESS_HEADER, clientAddressOf(c.env.incoming, config.TRUST_PROXY));
	// It was looked at above: one that is there is our own. A program sends none, which the library would take for a page's.
	headers.set("origin", new URL(config.PUBLIC_URL).origin);
	const body = c.req.method === "POST" ? await c.req.arrayBuffer() : null;
	return new Request(new URL(pathname + search, config.PUBLIC_URL), { method: c.req.method, headers, body });
}
