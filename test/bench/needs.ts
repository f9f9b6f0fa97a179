import { mkdir, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { sweepInstallations } from "../../scripts/gate/sweep.ts";
import { startDocker } from "../../scripts/lib/docker/start-docker.ts";
import { busyboxNeeds } from "../../scripts/lib/find-busybox.ts";
import { installPackages } from "../../scripts/lib/install-packages.ts";
import type { Home } from "../../scripts/lib/paths.ts";
import { clusterAt } from "../../scripts/lib/postgres/cluster.ts";
import { findPostmaster } from "../../scripts/lib/postgres/postmaster.ts";
import { startPostgres } from "../../scripts/lib/postgres/start-postgres.ts";
import { endProcess } from "../../scripts/lib/processes.ts";
import { run } from "../../scripts/lib/run.ts";
import { Missing, toLines } from "../../scripts/lib/say.ts";
import { type BenchNeed, CannotMeasure } from "./bench.ts";

/** What benches count on; each is made when it is first asked for and ended with the run. */
export interface Needs extends AsyncDisposable {
	/** Errors  CannotMeasure when the machine has not got it. */
	prepare(needs: readonly BenchNeed[]): Promise<void>;
}

export interface NeedsOptions {
	readonly home: Home;
	readonly signal: AbortSignal;
	readonly say: (line: string) => void;
}

const chromium = { program: "chromium", package: "chromium", purpose: "the browser in which pages are measured" };

/** Opens what is left of a run that was killed, and removes it. Benches read BERTH_TEST_DATABASE_URL, as tests do. */
export async function openNeeds({ home, signal, say }: NeedsOptions): Promise<Needs> {
	await mkdir(home.folder, { recursive: true });
	const installations = join(home.folder, "installations");
	await sweepInstallations(installations);
	const opened = new AsyncDisposableStack();
	opened.defer(() => sweepInstallations(installations));
	process.env.BERTH_TEST_INSTALLATIONS = installations;

	const make: Readonly<Record<BenchNeed, () => Promise<void>>> = {
		"two-cores": async () => {
			if (availableParallelism() < 2)
				throw new CannotMeasure("one core is not enough: what measures would take turns with what is measured");
		},
		docker: async () => {
			await inTurn(async () => installPackages(await busyboxNeeds()));
			const docker = await startDocker(home.docker);
			opened.defer(() => docker.stop());
		},
		postgres: async () => {
			const server = await openPostgres(home, signal);
			opened.defer(server.stop);
			process.env.BERTH_TEST_DATABASE_URL = server.url;
			if (!(await isDurable(server.url)))
				say("This PostgreSQL does not wait for the disk, so a commit costs less here than it does in earnest.");
		},
		browser: () => inTurn(() => installPackages([chromium])),
		build: () => inTurn(() => build("@berth/api", signal)),
		pages: () => inTurn(() => build("@berth/web", signal)),
	};
	// Two builds at once would both write what they share, and two installs wait for each other's lock.
	let turn: Promise<unknown> = Promise.resolve();
	const inTurn = (work: () => Promise<void>): Promise<void> => {
		const mine = turn.then(work, work);
		turn = mine.catch(() => undefined);
		return mine;
	};
	const made = new Map<BenchNeed, Promise<void>>();
	return {
		async prepare(needs) {
			const making = needs.map((need) => {
				const one = made.get(need) ?? make[need]();
				made.set(need, one);
				return one;
			});
			// All of them come to an end, whatever one of them says: what they opened is ended with the run.
			const failed = (await Promise.allSettled(making)).find((result) => result.status === "rejected");
			if (failed) throw failed.reason instanceof Missing ? new CannotMeasure(toLines(failed.reason).join(" ")) : failed.reason;
		},
		[Symbol.asyncDispose]: () => opened.disposeAsync(),
	};
}

/** One that waits for the disk, as it does in earnest: what a commit costs is a part of most figures. */
async function openPostgres(home: Home, signal: AbortSignal): Promise<{ readonly url: string; stop(): Promise<void> }> {
	const given = process.env.BERTH_TEST_DATABASE_URL;
	if (given) return { url: given, stop: async () => undefined };
	const leftover = await findPostmaster(clusterAt(home.postgres, { durable: true }));
	if (leftover !== null) await endProcess(leftover.identity, { signal: "SIGQUIT", graceMs: 10_000 });
	await rm(home.postgres, { recursive: true, force: true });
	const server = await startPostgres({ folder: home.postgres, durable: true, signal });
	return {
		url: server.url,
		stop: async () => {
			await server.stop();
			await rm(home.postgres, { recursive: true, force: true });
		},
	};
}

async function isDurable(url: string): Promise<boolean> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		const { rows } = await client.query<{ on: boolean }>(
			"select current_setting('fsync')::bool and current_setting('synchronous_commit') <> 'off' as on",
		);
		return rows[0]?.on === true;
	} finally {
		await client.end();
	}
}

/** Takes no time when what is built is of the present source. */
const build = async (name: string, signal: AbortSignal): Promise<void> => {
	await run(["turbo", "run", "build", `--filter=${name}`, "--output-logs=errors-only"], { signal, whole: true });
};
