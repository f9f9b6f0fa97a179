import { randomBytes } from "node:crypto";
import { type RunningDocker, startDocker } from "../lib/docker/start-docker.ts";
import { type Home, homeAt } from "../lib/paths.ts";
import { say, toLines } from "../lib/say.ts";
import { apiCommand } from "./api-command.ts";
import { build } from "./build.ts";
import { type Claim, claimHome, type Other } from "./claim-home.ts";
import { ensureDemoImage } from "./demo/image.ts";
import { awaitAnswer, awaitReady, closeDemo, provisionDemo } from "./demo/lease.ts";
import { demoClient } from "./demo/sign-in.ts";
import type { UpOptions } from "./options.ts";
import { summarizePreflight } from "./preflight.ts";
import { clientOf, signIn } from "./session.ts";
import { type Address, allowedRegistries, authSecret, chooseAddress } from "./settings.ts";
import { startDatabase } from "./start-database.ts";
import { endLeftovers, startServices } from "./start-services.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** A lease that is not closed by then is left to the next run, which finds it by its name. */
const CLOSE_MS = 60_000;

/** What one run of the launcher is about. */
interface Run {
	readonly options: UpOptions;
	readonly home: Home;
	readonly watch: Stopwatch;
	readonly signal: AbortSignal;
	/** What was started, to be stopped in the reverse order. */
	readonly started: AsyncDisposableStack;
}

/** A Berth that answers. */
interface Running {
	readonly address: Address;
	readonly docker: RunningDocker;
	/** What the api was started with. */
	readonly env: Readonly<Record<string, string>>;
}

async function startAll({ options, home, watch, signal, started }: Run): Promise<Running> {
	await endLeftovers(home);
	const address = await chooseAddress(options);
	const docker = await watch.measure("engine", () => startDocker(home.docker));
	started.defer(() => docker.stop());
	say(`The container engine answers at ${docker.host.text}.`);
	say("Building.");
	await watch.measure("build", () => build(signal));
	const database = await watch.measure("postgres", () => startDatabase(home.postgres, signal));
	started.defer(() => database.stop());
	say(`The database is ${database.what}.`);
	const env = {
		DATABASE_URL: database.url,
		AUTH_SECRET: await authSecret(home.folder),
		// Read already; the api takes one form or the other.
		DATABASE_URL_FILE: "",
		AUTH_SECRET_FILE: "",
		HOST: address.host,
		PORT: String(address.port),
		PUBLIC_URL: address.url,
		DOCKER_HOST: docker.host.text,
		VOLUME_ROOT: process.env.VOLUME_ROOT || home.volumes,
		...allowedRegistries(options.demo),
	};
	await watch.measure("migrate", () => apiCommand(["migrate"], env, signal));
	await watch.measure("start", () => startServices(home, address, env, started, signal));
	return { address, docker, env };
}

const adminLink = ({ env }: Running, signal: AbortSignal) => apiCommand(["sign-in-link", "--admin"], env, signal);

/** Leases the demo and waits until it answers; it is closed when everything stops. Returns its address. */
async function showDemo({ options, watch, signal, started }: Run, { address, docker, env }: Running): Promise<string> {
	// One that ends at once must not end the lease of one that stays.
	const name = options.once ? `demo-${randomBytes(3).toString("hex")}` : "demo";
	const tenant = await watch.measure("tenant", () => demoClient(address.url, env, signal));
	const image = await watch.measure("image", () => ensureDemoImage(docker.host));
	return watch.measure("provision", async () => {
		const leaseId = await provisionDemo(tenant, name, image, signal);
		started.defer(() => watch.measure("close", () => closeDemo(tenant, leaseId, AbortSignal.timeout(CLOSE_MS))));
		return awaitReady(tenant, leaseId, signal);
	});
}

const fired = (signal: AbortSignal) =>
	new Promise<void>((resolve) => {
		if (signal.aborted) resolve();
		else signal.addEventListener("abort", () => resolve(), { once: true });
	});

/** Starts everything, and stays until it is told to end. Returns what the last line should say. */
async function runClaimed(run: Run, claim: Claim): Promise<string> {
	const { options, signal, watch } = run;
	const running = await startAll(run);
	await claim.announce(running.address.url);
	say("");
	const checks = await watch.measure("preflight", async () => {
		const admin = clientOf(running.address.url, await signIn(await adminLink(running, signal)));
		return summarizePreflight(admin);
	});
	for (const line of checks) say(line);
	if (options.demo) {
		const url = await showDemo(run, running);
		await watch.measure("answer", () => awaitAnswer(url, signal));
		say(`Demo:      ${url}`);
		if (options.once) return `The demo answered at ${url}`;
	}
	say(`Berth:     ${running.address.url}`);
	say(`Sign in:   ${await adminLink(running, signal)}`);
	say(`Terminal:  apps/cli/dist/berth.mjs login ${running.address.url}   (docs/cli.md)`);
	say("The link works once. Ctrl-C stops everything.");
	await fired(signal);
	say("\nStopping.");
	return "Berth has stopped.";
}

function tellOfOther({ pid, url }: Other, { demo }: UpOptions): string {
	if (demo) throw new Error(`Berth runs from this folder already (pid ${pid}); stop it first: kill ${pid}`);
	return url === null ? `Berth is being started already (pid ${pid}).` : `Berth runs already: ${url} (pid ${pid})`;
}

/**
 * Runs Berth until the signal fires, or, with `once`, until the demo has answered. What it started is stopped in the reverse
 * order, whatever happened.
 *
 * Returns what the last line should say.
 */
export async function up(options: UpOptions, watch: Stopwatch, signal: AbortSignal): Promise<string> {
	const home = homeAt(options.home);
	const claim = await claimHome(home);
	if ("pid" in claim) return tellOfOther(claim, options);
	const started = new AsyncDisposableStack();
	started.defer(() => claim.release());
	const stop = () => watch.measure("stop in all", () => started.disposeAsync());
	try {
		const last = await runClaimed({ options, home, watch, signal, started }, claim);
		await stop();
		return last;
	} catch (error) {
		// The first trouble is the one to report; what stopping adds comes before it.
		await stop().catch((more: unknown) => {
			for (const line of toLines(more)) say(line);
		});
		throw error;
	}
}
