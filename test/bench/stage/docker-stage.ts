import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BerthServer, createBerthServer } from "../../support/berth-server.ts";
import { createDockerHost, type DockerHostView } from "../../support/docker-host.ts";
import { ensureFixtureImages, type FixtureImages } from "../../support/fixture-images.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import type { BenchContext } from "../bench.ts";

/** The service as it is shipped on the real engine, with an installation of its own that is swept when the bench ends. */
export interface DockerStage {
	readonly images: FixtureImages;
	readonly database: TestDatabase;
	readonly host: DockerHostView;
	readonly server: BerthServer;
	readonly installationId: string;
	/** Somebody who leases. */
	readonly member: Awaited<ReturnType<BerthServer["signIn"]>>;
}

const TENANT = "bench";

export async function openDockerStage({ onEnd }: BenchContext, env: Readonly<Record<string, string>> = {}): Promise<DockerStage> {
	const images = await ensureFixtureImages();
	const database = await createTestDatabase();
	onEnd(() => database[Symbol.asyncDispose]());
	const { installationId } = database.database;
	const host = createDockerHost();
	onEnd(() => host.sweep(installationId));
	const folder = await mkdtemp(join(tmpdir(), "berth-bench-"));
	onEnd(() => rm(folder, { recursive: true, force: true }));
	const server = await createBerthServer({ databaseUrl: database.url, outputFile: join(folder, "log"), env });
	onEnd(() => server[Symbol.asyncDispose]());
	await server.start();
	return { images, database, host, server, installationId, member: await server.signIn(TENANT) };
}
