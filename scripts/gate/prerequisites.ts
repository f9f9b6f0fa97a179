import { startDocker } from "../lib/docker/start-docker.ts";
import { busyboxNeeds } from "../lib/find-busybox.ts";
import { installPackages } from "../lib/install-packages.ts";
import type { Home } from "../lib/paths.ts";
import { listBinaries } from "../lib/postgres/binaries.ts";
import { Missing, say } from "../lib/say.ts";
import { startTestPostgres } from "./test-postgres.ts";

/** A server in which tests make databases of their own. */
export interface Server {
	readonly url: string;
	/** In words: `PostgreSQL 15 (Debian)`. */
	readonly what: string;
}

/** What stages may count on once it was asked for; each is made once and ended with the gate. */
export interface Prerequisites extends AsyncDisposable {
	packages(): Promise<void>;
	docker(): Promise<void>;
	/** The kind that `./scripts/up` would take. */
	postgres(): Promise<Server>;
	/** Every kind that is here; the database's own tests run on each. */
	everyPostgres(): Promise<readonly Server[]>;
}

const testPackages = [
	{ program: "dockerd", package: "docker.io", purpose: "the container engine" },
	{ program: "iptables", package: "iptables", purpose: "the container engine's networks" },
	{ program: "docker-registry", package: "docker-registry", purpose: "a registry on loopback to pull from" },
	{ program: "chromium", package: "chromium", purpose: "the browser of the end-to-end tests" },
	{ program: "mkfs.btrfs", package: "btrfs-progs", purpose: "tests on a filesystem with quotas" },
	{ program: "mkfs.ext4", package: "e2fsprogs", purpose: "tests of volumes in image files" },
	{ program: "ip", package: "iproute2", purpose: "network namespaces for engines that tests may stop" },
];

const once = <T>(make: () => Promise<T>) => {
	let made: Promise<T> | null = null;
	return () => {
		made ??= make();
		return made;
	};
};

export function createPrerequisites(home: Home, signal: AbortSignal): Prerequisites {
	const opened = new AsyncDisposableStack();
	const given = process.env.BERTH_TEST_DATABASE_URL;

	/** One for each kind that is here; it starts when it is asked for. */
	const listServers = once(async (): Promise<readonly (() => Promise<Server>)[]> => {
		if (given) return [async () => ({ url: given, what: "the PostgreSQL of BERTH_TEST_DATABASE_URL" })];
		return (await listBinaries()).map((binaries) =>
			once(async () => {
				const server = await startTestPostgres(home.postgres, binaries, signal);
				opened.defer(() => server.stop());
				return server;
			}),
		);
	});

	return {
		packages: once(async () => installPackages([...testPackages, ...(await busyboxNeeds())])),
		docker: once(async () => {
			const docker = await startDocker(home.docker);
			opened.defer(() => docker.stop());
			say(`The container engine answers at ${docker.host.text}.`);
		}),
		postgres: async () => {
			const [first] = await listServers();
			if (first === undefined) throw new Missing("No PostgreSQL is here.", "apt-get install -y postgresql");
			return first();
		},
		everyPostgres: async () => {
			const found: Server[] = [];
			for (const start of await listServers()) found.push(await start());
			return found;
		},
		[Symbol.asyncDispose]: () => opened.disposeAsync(),
	};
}
