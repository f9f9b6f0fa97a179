import { randomBytes } from "node:crypto";
import { chmod, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../run.ts";
import type { PostgresBinaries } from "./binaries.ts";
import type { Cluster } from "./cluster.ts";
import { asUser, give, type PostgresUser } from "./user.ts";

/**
 * Makes a new cluster with the database `berth`, whole or not at all: it is made beside its place and moved there when done.
 *
 * The password goes into a file that its owner alone may read.
 */
export async function createCluster(cluster: Cluster, binaries: PostgresBinaries, user: PostgresUser): Promise<void> {
	await give(cluster.folder, user);
	const making = `${cluster.dataFolder}.making`;
	await rm(making, { recursive: true, force: true });
	await mkdir(making, { mode: 0o700 });
	await give(making, user);
	await writeFile(cluster.passwordFile, randomBytes(24).toString("hex"), { mode: 0o600 });
	await chmod(cluster.passwordFile, 0o600);
	await give(cluster.passwordFile, user);

	const program = (argv: readonly [string, ...string[]], input?: string) => {
		const { argv: whole, ...ids } = asUser(user, argv);
		return run(whole, { ...ids, cwd: making, ...(input === undefined ? {} : { input }) });
	};
	await program([
		join(binaries.folder, "initdb"),
		`--pgdata=${making}`,
		`--username=${cluster.superuser}`,
		`--pwfile=${cluster.passwordFile}`,
		"--auth=scram-sha-256",
		"--encoding=UTF8",
		"--no-locale",
		...(cluster.durable ? [] : ["--no-sync"]),
	]);
	// The npm binaries bring no client; a server in single-user mode needs none.
	await program([join(binaries.folder, "postgres"), "--single", "-D", making, "template1"], `CREATE DATABASE ${cluster.database};\n`);
	await rename(making, cluster.dataFolder);
}
