import type { Rule } from "./expectation.ts";
import type { Scene } from "./scene.ts";

/** A way in that is no procedure: who may use it is said here, since it has no builder that says so. */
export type Route = Rule & {
	readonly path: (scene: Scene) => string;
	/** Sent with it, in place of nothing. */
	readonly body?: string;
};

const own: Rule = { who: "tenant", scope: "read" };
/** To everybody, whoever they are: it looks at nobody, or at what is no key of ours. */
const open: Rule = { who: "stranger", scope: null };
const fixed = (path: string) => () => path;

/** To add one: its method and path as the program names them, who may use it, and how it is asked for a thing of acme's. */
export const routes: Readonly<Record<string, Route>> = {
	"GET /healthz": { ...open, path: fixed("/healthz") },
	"GET /readyz": { ...open, path: fixed("/readyz") },
	"GET /metrics": { ...open, path: fixed("/metrics") },
	"GET /api/openapi.json": { ...open, path: fixed("/api/openapi.json") },
	"GET /api/usage/export": { ...own, path: fixed("/api/usage/export?format=csv&step=hour") },
	"GET /api/audit/export": { who: "owner", scope: "read", path: fixed("/api/audit/export") },
	"GET /api/logs/export": { who: "lease", scope: "read", path: ({ leaseId }) => `/api/logs/export?leaseId=${leaseId}` },
	"GET /api/events/export": { who: "lease", scope: "read", path: ({ leaseId }) => `/api/events/export?leaseId=${leaseId}` },
	"GET /api/backups/export": { who: "lease", scope: "read:sensitive", path: ({ leaseId }) => `/api/backups/export?lease=${leaseId}` },
	"POST /api/backups/import": { who: "tenant", scope: "write", path: fixed("/api/backups/import?sku=web:small"), body: "no archive" },
	// Nothing is built on a simulated host, whoever asks.
	"POST /api/images/build": { who: "tenant", scope: "deploy", path: fixed("/api/images/build?name=app"), body: "no context" },
};

/** Those of the auth library, which decides by itself what it lets in, and by cookies alone. */
export const isOfAuthLibrary = (route: string): boolean => / \/api\/auth\//.test(route);
