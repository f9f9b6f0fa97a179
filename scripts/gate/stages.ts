/** What a stage needs to be there before it begins. */
export type Need = "postgres" | "every-postgres" | "docker" | "packages";

/** One check of the gate. `program` ends with 0 or not and counts as one test; `tests` are the vitest projects it runs; `bench` measures. */
export type Stage = {
	/** How long it may take, where that is more than any stage of the gate may. */
	readonly limitMs?: number;
} & (
	| { readonly name: string; readonly kind: "program"; readonly argv: readonly [string, ...string[]]; readonly needs: readonly Need[] }
	| { readonly name: string; readonly kind: "tests"; readonly projects: readonly string[]; readonly needs: readonly Need[] }
	| { readonly name: string; readonly kind: "bench"; readonly needs: readonly Need[] }
);

const program = (name: string, ...argv: [string, ...string[]]): Stage => ({ name, kind: "program", argv, needs: [] });
const tests = (name: string, projects: readonly string[], needs: readonly Need[] = []): Stage => ({ name, kind: "tests", projects, needs });

/** In order: the quick ones and those that explain the others first. */
export const stages: readonly Stage[] = [
	program("format", "biome", "check", "--error-on-warnings", "."),
	program("lint", "oxlint", "--type-aware", "--deny-warnings", "."),
	tests("rules", ["rules"]),
	program("types", "turbo", "run", "typecheck", "typecheck:scripts", "--output-logs=errors-only"),
	program("dead-code", "knip"),
	program("generated", "node", "scripts/generate/main.ts", "--check"),
	tests("unit", ["unit", "web", "compose"]),
	program("build", "turbo", "run", "build", "--output-logs=errors-only"),
	tests("db", ["db"], ["every-postgres"]),
	tests("contract", ["contract", "engine-faults", "engine", "volumes", "builds", "metadata-guard"], ["packages", "docker"]),
	tests("api", ["api", "conformance"], ["postgres"]),
	tests("authz", ["authz"], ["postgres"]),
	tests("crash", ["crash", "property"], ["postgres"]),
	tests("integration", ["integration"], ["packages", "postgres", "docker"]),
	tests("scripts", ["scripts"], ["packages", "docker"]),
	tests("e2e", ["e2e"], ["packages", "postgres", "docker"]),
	// Last: the machine has nothing else to do any more.
	{ name: "bench", kind: "bench", needs: ["packages", "docker"] },
];
