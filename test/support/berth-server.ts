import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type BerthClient, createBerthClient } from "@berth/client";
import { apiProgram as bundle, leanEnv } from "../../scripts/lib/programs.ts";
import { freePort } from "./free-port.ts";
import { waitUntil } from "./wait-until.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
const node = `${root}node_modules/.bin/node`;

export interface ServerOptions {
	readonly databaseUrl: string;
	/** The daemon's socket; a proxy or a daemon of the test's own, mostly. */
	readonly dockerSocket?: string;
	readonly env?: Readonly<Record<string, string>>;
	/** What node is run with to serve, instead of the bundle: a program that is the service but for what a test puts in its place. */
	readonly program?: readonly string[];
	/** Where it writes, as a service does that nobody looks at; it is read by this process, and kept, when absent. */
	readonly outputFile?: string;
}

/** The service as it is shipped, in a process of its own, which a test may kill. */
export interface BerthServer extends AsyncDisposable {
	readonly url: string;
	/** Of the process that runs; null when none does. */
	readonly pid: () => number | null;
	/** What it wrote, for a failing test to show. */
	readonly output: () => string;
	start(): Promise<void>;
	/** SIGTERM; resolves when it has ended. */
	stop(): Promise<void>;
	/** SIGKILL; resolves when it has ended. */
	kill(): Promise<void>;
	/** Sends SIGKILL and returns at once, for the moment in which a call is on its way. */
	strike(): void;
	/** Stops the process as it stands, as a machine that hangs does, and lets it go on. */
	freeze(): void;
	thaw(): void;
	/** Resolves when the running process has ended, by whatever. */
	ended(): Promise<void>;
	/** A link that signs in once: the installation's admin, or a member of the tenant named. */
	signInLink(tenant?: string): Promise<string>;
	/** A client signed in as the installation's admin, or as a member of the tenant named. */
	signIn(tenant?: string): Promise<{ readonly client: BerthClient; readonly cookie: string; readonly tenantId: string | null }>;
}

const NODE_NAME = "node-1";

/** Where a node keeps its volumes: one place for all servers that are one after the other, or wait for each other, on it. */
const volumesOf = (databaseUrl: string, nodeName: string): string =>
	join(tmpdir(), `berth-volumes-${createHash("sha256").update(`${databaseUrl} ${nodeName}`).digest("hex").slice(0, 16)}`);

const isAnswering = async (url: string) => (await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2_000) })).ok;

export async function createBerthServer(options: ServerOptions): Promise<BerthServer> {
	const port = await freePort();
	const url = `http://localhost:${port}`;
	const volumes = volumesOf(options.databaseUrl, options.env?.NODE_NAME ?? NODE_NAME);
	const env: NodeJS.ProcessEnv = {
		PATH: process.env.PATH,
		...leanEnv,
		DATABASE_URL: options.databaseUrl,
		DOCKER_HOST: `unix://${options.dockerSocket ?? "/var/run/docker.sock"}`,
		PORT: String(port),
		HOST: "127.0.0.1",
		PUBLIC_URL: url,
		AUTH_SECRET: "only-for-tests-only-for-tests-only-for-tests",
		ALLOWED_REGISTRIES: "localhost",
		NODE_NAME,
		// What holds the limits of volumes is proven where volumes are what a test is about.
		VOLUME_ROOT: join(volumes, "root"),
		VOLUME_DRIVER: "plain",
		// Of any size: tests do not depend on the machine's.
		NODE_CPU_MILLIS: "64000",
		NODE_MEMORY: "64GiB",
		NODE_DISK: "640GiB",
		// The rules of a firewall outlive a test; they are proven where a network of the test's own has them.
		METADATA_GUARD: "off",
		SETTLE_TIME: "300ms",
		// A test need not wait between two commands.
		COMMAND_SPACING: "0s",
		// A killed process is followed soon.
		NODE_CLAIM_TIME: "2s",
		...options.env,
	};
	let child: ChildProcess | null = null;
	const written: string[] = [];

	const ended = (process: ChildProcess) =>
		process.exitCode !== null || process.signalCode !== null
			? Promise.resolve()
			: new Promise<void>((resolve) => process.once("exit", () => resolve()));
	const end = async (signal: "SIGTERM" | "SIGKILL") => {
		const ending = child;
		if (ending === null) return;
		const gone = ended(ending);
		ending.kill(signal);
		await gone;
		if (child === ending) child = null;
	};
	const command = async (...args: string[]) => (await run(node, [bundle, ...args], { env, timeout: 60_000 })).stdout.trim();
	const linkFor = async (tenant: string | undefined): Promise<{ readonly url: string; readonly tenantId: string | null }> =>
		tenant === undefined
			? { url: await command("sign-in-link", "--admin"), tenantId: null }
			: JSON.parse(await command("create-member", "--tenant", tenant, "--email", `${tenant}@example.org`));
	const takeLink = async (link: string) => {
		const { origin, hash } = new URL(link);
		const answer = await fetch(`${origin}/api/auth/sign-in/link`, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify({ token: hash.replace("#link=", "") }),
			signal: AbortSignal.timeout(10_000),
		});
		const cookie = answer.headers
			.getSetCookie()
			.map((text) => text.split(";")[0])
			.join("; ");
		if (cookie === "") throw new Error(`the sign-in link was refused with ${answer.status}`);
		return cookie;
	};

	return {
		url,
		pid: () => child?.pid ?? null,
		output: () => written.join(""),
		async start() {
			if (child !== null) await ended(child);
			const file = options.outputFile === undefined ? null : await open(options.outputFile, "a");
			const to = file?.fd ?? "pipe";
			const started = spawn(node, options.program ?? [bundle, "serve"], { env, stdio: ["ignore", to, to] });
			await file?.close();
			child = started;
			for (const stream of [started.stdout, started.stderr]) {
				if (stream === null) continue;
				stream.setEncoding("utf8");
				stream.on("data", (text: string) => {
					written.push(text);
					if (written.length > 5_000) written.splice(0, 2_500);
				});
			}
			await waitUntil(
				async () => {
					if (started.exitCode !== null) throw new Error(`the server ended with ${started.exitCode}:\n${written.slice(-20).join("")}`);
					return isAnswering(url);
				},
				{ timeoutMs: 90_000, what: "the server to answer" },
			);
		},
		stop: () => end("SIGTERM"),
		kill: () => end("SIGKILL"),
		strike: () => void child?.kill("SIGKILL"),
		freeze: () => void child?.kill("SIGSTOP"),
		thaw: () => void child?.kill("SIGCONT"),
		ended: async () => {
			if (child !== null) await ended(child);
		},
		signInLink: async (tenant) => (await linkFor(tenant)).url,
		async signIn(tenant) {
			const { url: link, tenantId } = await linkFor(tenant);
			const cookie = await takeLink(link);
			const client = createBerthClient({ url, headers: { cookie }, ...(tenant === undefined ? {} : { tenant }) });
			return { client, cookie, tenantId };
		},
		async [Symbol.asyncDispose]() {
			await end("SIGKILL");
			await rm(volumes, { recursive: true, force: true });
		},
	};
}
