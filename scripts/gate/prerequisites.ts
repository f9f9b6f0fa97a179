import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { startDocker } from "../lib/docker/start-docker.ts";
import { findProgram } from "../lib/find-program.ts";
import { installPackages } from "../lib/install-packages.ts";
import type { Home } from "../lib/paths.ts";
import { startPostgres } from "../lib/postgres/start-postgres.ts";
import { say } from "../lib/say.ts";

/** What stages may count on once it was asked for; each is made once and ended with the gate. */
export interface Prerequisites extends AsyncDisposable {
	packages(): Promise<void>;
	docker(): Promise<void>;
	/** Returns the URL of a server in which tests make databases of their own. */
	postgres(): Promise<string>;
}

const testPackages = [
	{ program: "dockerd", package: "docker.io", purpose: "the container engine" },
	{ program: "iptables", package: "iptables", purpose: "the container engine's networks" },
	{ program: "docker-registry", package: "docker-registry", purpose: "a registry on loopback to pull from" },
	{ program: "chromium", package: "chromium", purpose: "the browser of the end-to-end tests" },
	{ program: "mkfs.btrfs", package: "btrfs-progs", purpose: "tests on a filesystem with quotas" },
	{ program: "ip", package: "iproute2", purpose: "network namespaces for engines that tests may stop" },
];
const busybox = { program: "busybox", package: "busybox-static", purpose: "what test images are made of" };

/** The other BusyBox of Debian needs a C library, which an empty image has not. */
async function isStatic(path: string): Promise<boolean> {
	return !(await readFile(path)).includes("/lib64/ld-linux");
}

async function installTestPackages(): Promise<void> {
	const found = await findProgram(busybox.program);
	const usable = found !== null && (await isStatic(found));
	await installPackages([...testPackages, ...(usable ? [] : [{ ...busybox, program: "busybox-static" }])]);
}

const once = <T>(make: () => Promise<T>) => {
	let made: Promise<T> | null = null;
	return () => {
		made ??= make();
		return made;
	};
};

export function createPrerequisites(home: Home, signal: AbortSignal): Prerequisites {
	const opened = new AsyncDisposableStack();
	return {
		packages: once(installTestPackages),
		docker: once(async () => {
			const docker = await startDocker(home.docker);
			opened.defer(() => docker.stop());
			say(`The container engine answers at ${docker.host.text}.`);
		}),
		postgres: once(async () => {
			const given = process.env.BERTH_TEST_DATABASE_URL;
			if (given) return given;
			// A gate that was killed left a server; tests begin with an empty one.
			const folder = join(home.postgres);
			const leftover = await startPostgres({ folder, durable: false, signal });
			if (leftover.how !== "created") {
				await leftover.stop();
				await rm(folder, { recursive: true, force: true });
			}
			const postgres = leftover.how === "created" ? leftover : await startPostgres({ folder, durable: false, signal });
			opened.defer(() => postgres.stop());
			say(`${postgres.what} answers on port ${postgres.port}.`);
			return postgres.url;
		}),
		[Symbol.asyncDispose]: () => opened.disposeAsync(),
	};
}
