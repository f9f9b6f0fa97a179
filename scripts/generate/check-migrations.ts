import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { root } from "../lib/paths.ts";
import { run } from "../lib/run.ts";

const packageFolder = join(root, "packages/db");

/** Whether the migrations make what the schema says: one more would hold nothing. Nothing in the repository is written. */
export async function areMigrationsComplete(): Promise<boolean> {
	const folder = await mkdtemp(join(tmpdir(), "berth-migrations-"));
	try {
		await cp(join(packageFolder, "drizzle"), folder, { recursive: true });
		const before = await readdir(folder);
		const drizzleKit = join(packageFolder, "node_modules/.bin/drizzle-kit");
		// It takes its folder for one below the package.
		const out = relative(packageFolder, folder);
		await run([drizzleKit, "generate", "--dialect", "postgresql", "--schema", "./src/schema/index.ts", "--out", out], {
			cwd: packageFolder,
		});
		return (await readdir(folder)).length === before.length;
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
