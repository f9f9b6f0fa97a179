import { defineConfig, type TestProjectConfiguration } from "vitest/config";

const SECOND = 1_000;

interface Kind {
	readonly name: string;
	readonly include: readonly string[];
	/** Outer bounds for a loaded machine; a test that reaches one is broken, not slow. */
	readonly testTimeout: number;
	readonly hookTimeout?: number;
	/** Files of a kind that shares a server or a browser, or looks at all of a machine, run one after another. */
	readonly oneAtATime?: true;
}

const kinds: readonly Kind[] = [
	{ name: "unit", include: ["packages/*/src/**/*.test.ts", "apps/api/src/**/*.test.ts"], testTimeout: 60 * SECOND },
	{ name: "compose", include: ["test/compose/**/*.test.ts"], testTimeout: 180 * SECOND },
	{ name: "rules", include: ["test/rules/*.test.ts"], testTimeout: 60 * SECOND },
	{ name: "db", include: ["test/db/**/*.test.ts"], testTimeout: 180 * SECOND },
	{ name: "contract", include: ["test/contract/**/*.test.ts"], testTimeout: 180 * SECOND },
	{ name: "engine-faults", include: ["test/engine-faults/**/*.test.ts"], testTimeout: 300 * SECOND, oneAtATime: true },
	{ name: "engine", include: ["test/engine/**/*.test.ts"], testTimeout: 180 * SECOND },
	{ name: "volumes", include: ["test/volumes/**/*.test.ts"], testTimeout: 180 * SECOND, oneAtATime: true },
	{ name: "builds", include: ["test/builds/**/*.test.ts"], testTimeout: 180 * SECOND },
	{ name: "metadata-guard", include: ["test/metadata-guard/**/*.test.ts"], testTimeout: 180 * SECOND, oneAtATime: true },
	{ name: "api", include: ["test/{api,cli,consumer}/**/*.test.ts"], testTimeout: 180 * SECOND, oneAtATime: true },
	{ name: "authz", include: ["test/authz/**/*.test.ts"], testTimeout: 300 * SECOND, hookTimeout: 180 * SECOND, oneAtATime: true },
	{ name: "conformance", include: ["test/conformance/**/*.test.ts"], testTimeout: 180 * SECOND, oneAtATime: true },
	{ name: "crash", include: ["test/crash/**/*.test.ts"], testTimeout: 180 * SECOND, oneAtATime: true },
	{ name: "property", include: ["test/property/**/*.test.ts"], testTimeout: 180 * SECOND },
	{ name: "integration", include: ["test/integration/**/*.test.ts"], testTimeout: 300 * SECOND },
	{ name: "scripts", include: ["test/scripts/**/*.test.ts"], testTimeout: 300 * SECOND, oneAtATime: true },
	{ name: "e2e", include: ["test/e2e/**/*.e2e.ts"], testTimeout: 300 * SECOND, hookTimeout: 300 * SECOND, oneAtATime: true },
];

const node = (kind: Kind): TestProjectConfiguration => ({
	test: {
		name: kind.name,
		include: [...kind.include],
		environment: "node",
		testTimeout: kind.testTimeout,
		hookTimeout: kind.hookTimeout ?? 120 * SECOND,
		fileParallelism: kind.oneAtATime !== true,
	},
});

/** happy-dom is resolved from the web app, which is the only one that needs it. */
const web: TestProjectConfiguration = {
	root: "apps/web",
	oxc: { jsx: { runtime: "automatic" } },
	resolve: { alias: { "@": `${import.meta.dirname}/apps/web/src` } },
	test: {
		name: "web",
		include: ["src/**/*.test.{ts,tsx}"],
		environment: "happy-dom",
		testTimeout: 60 * SECOND,
	},
};

export default defineConfig({
	test: {
		projects: [...kinds.map(node), web],
		maxWorkers: 2,
		passWithNoTests: false,
		// A second try hides a race.
		retry: 0,
	},
});
