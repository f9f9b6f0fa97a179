import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../lib/paths.ts";
import { say } from "../lib/say.ts";
import { openApiDocument } from "../openapi/document.ts";
import { alertRules } from "./alert-rules.ts";
import { areMigrationsComplete } from "./check-migrations.ts";
import { cliPage } from "./cli-page.ts";
import { composePage } from "./compose-page.ts";
import { dashboard } from "./dashboard.ts";
import { enginePage } from "./engine-page.ts";
import { envExample } from "./env-example.ts";
import { metricsPage, operationsPage } from "./metrics-page.ts";

/** Files that are written from the source, so that they cannot lie. */
const generated: Readonly<Record<string, () => string | Promise<string>>> = {
	".env.example": envExample,
	"docs/cli.md": cliPage,
	"docs/compose.md": composePage,
	"docs/engine.md": enginePage,
	"docs/metrics.md": metricsPage,
	"docs/openapi.json": openApiDocument,
	"docs/operations.md": operationsPage,
	"deploy/observability/alerts.yml": alertRules,
	"deploy/observability/dashboard.json": dashboard,
};

const fail = (line: string) => {
	say(line);
	process.exitCode = 1;
};

const checkOnly = process.argv.includes("--check");
for (const [path, make] of Object.entries(generated)) {
	const wanted = await make();
	const there = await readFile(join(root, path), "utf8").catch(() => null);
	if (there === wanted) continue;
	if (checkOnly) {
		fail(`${path} is stale; run: pnpm generate`);
		continue;
	}
	await writeFile(join(root, path), wanted);
	say(`Wrote ${path}.`);
}
// A migration is read by a person, so it is not written along with the rest.
if (checkOnly && !(await areMigrationsComplete()))
	fail("the schema says more than the migrations; in packages/db run: drizzle-kit generate");
