import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./lib/paths.ts";
import { RunError, run } from "./lib/run.ts";
import { say } from "./lib/say.ts";

/** Calls every procedure as everybody, and says at the end how many calls that were. PostgreSQL is where BERTH_TEST_DATABASE_URL says. */

const folder = await mkdtemp(join(tmpdir(), "berth-authz-"));
const report = join(folder, "report");
try {
	await run(["vitest", "run", "--project", "authz"], { cwd: root, env: { NO_COLOR: "1", BERTH_AUTHZ_REPORT: report } });
	say((await readFile(report, "utf8")).trimEnd());
} catch (error) {
	if (!(error instanceof RunError)) throw error;
	say(error.message);
	process.exitCode = 1;
} finally {
	await rm(folder, { recursive: true, force: true });
}
