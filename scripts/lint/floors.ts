/**
 * The floors of the workspace: an import may only go down. This table is the diagram; `plugin.ts` enforces it.
 *
 * `type` edges may be imported with `import type` alone: they vanish when the code runs.
 */
export type Edge = "value" | "type";

export interface Unit {
	readonly path: string;
	readonly imports: Readonly<Record<string, Edge>>;
}

export const units: readonly Unit[] = [
	{ path: "apps/web", imports: { "@berth/client": "value", "@berth/compose": "value", "@berth/core": "value" } },
	{ path: "apps/cli", imports: { "@berth/client": "value", "@berth/core": "value" } },
	{
		path: "apps/api",
		imports: { "@berth/lease": "value", "@berth/engine": "value", "@berth/db": "value", "@berth/compose": "value", "@berth/core": "value" },
	},
	{ path: "packages/client", imports: { "@berth/core": "value", "@berth/api": "type" } },
	{ path: "packages/lease", imports: { "@berth/core": "value", "@berth/engine": "type", "@berth/db": "type" } },
	{ path: "packages/engine", imports: { "@berth/core": "value" } },
	{ path: "packages/db", imports: { "@berth/core": "value" } },
	{ path: "packages/compose", imports: { "@berth/core": "value" } },
	{ path: "packages/core", imports: {} },
];

/** Libraries and built-ins that may be named in one place only, so that a change of them is a change of that place. */
export const homes: Readonly<Record<string, readonly string[]>> = {
	child_process: ["packages/engine/src/host-tools.ts", "apps/cli/src/login/open-browser.ts"],
	dockerode: ["packages/engine/src/docker"],
	pg: ["packages/db"],
	"drizzle-orm": ["packages/db"],
	"drizzle-kit": ["packages/db"],
	"graphile-worker": ["packages/db"],
	hono: ["apps/api"],
	"better-auth": ["apps/api", "apps/web"],
	"@trpc/server": ["apps/api"],
	yaml: ["packages/compose", "apps/cli"],
	next: ["apps/web"],
	react: ["apps/web"],
};

/** The vocabulary runs in browsers and hides no library but this one. */
export const coreLibraries: readonly string[] = ["zod"];

/** What unit tests beside the source may use beside their floor. */
export const testLibraries: readonly string[] = ["vitest", "fast-check", "@berth/engine/fake"];

/** Where the environment is read; everywhere else it arrives as a parsed value. */
export const configFiles: readonly string[] = [
	"apps/api/src/config.ts",
	"apps/web/next.config.ts",
	"apps/web/src/config.ts",
	"apps/cli/src/config.ts",
];

/** Files outside of every package, and who may import them all the same: what is generated for people and served too. */
export const openFiles: Readonly<Record<string, string>> = { "docs/openapi.json": "apps/api" };
