import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clusterAt } from "../../scripts/lib/postgres/cluster.ts";
import { findPostmaster } from "../../scripts/lib/postgres/postmaster.ts";
import { endProcess, isAlive, type ProcessIdentity, readIdentity } from "../../scripts/lib/processes.ts";
import { waitUntil } from "../support/wait-until.ts";

const program = join(import.meta.dirname, "../../scripts/up");
const LINE_MS = 240_000;

/** One run of `./scripts/up`, with all that it wrote. */
export interface Launched {
	readonly process: ChildProcess;
	readonly lines: () => string[];
	/** Its exit code; null after a signal. */
	readonly ended: Promise<number | null>;
	/** The first line that begins so, once it is there. Errors  when the run ends before. */
	line(start: string): Promise<string>;
}

/** A folder to run Berth from, away from the clone's own. Disposing ends everything that runs from it. */
export interface TestHome extends AsyncDisposable {
	up(args: readonly string[], env?: Readonly<Record<string, string>>): Launched;
	identityOf(service: "api" | "web" | "launcher"): Promise<ProcessIdentity | null>;
	/** What runs from it at present, by name. */
	listRunning(): Promise<string[]>;
}

function launch(args: readonly string[], env: Readonly<Record<string, string>>): Launched {
	// Without the settings of whoever runs the tests (an empty value counts as absent), and without rules in the host's firewall.
	const clean = { CI: "true", METADATA_GUARD: "off", DATABASE_URL: "", PORT: "", HOST: "", PUBLIC_URL: "" };
	const child = spawn(program, args, { env: { ...process.env, ...clean, ...env }, stdio: ["ignore", "pipe", "pipe"] });
	let text = "";
	for (const stream of [child.stdout, child.stderr])
		stream.setEncoding("utf8").on("data", (chunk: string) => {
			text += chunk;
		});
	const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
	const lines = () => text.trimEnd().split("\n");
	let hasEnded = false;
	void ended.then(() => {
		hasEnded = true;
	});
	const line = async (start: string) => {
		const find = () => lines().find((one) => one.startsWith(start)) ?? null;
		await waitUntil(() => hasEnded || find(), { what: `the line "${start}…"`, timeoutMs: LINE_MS });
		const found = find();
		if (found === null) throw new Error(`it ended without the line "${start}…":\n${text}`);
		return found;
	};
	return { process: child, lines, ended, line };
}

export async function createTestHome(): Promise<TestHome> {
	const folder = await mkdtemp(join(tmpdir(), "berth-up-"));
	const launched: Launched[] = [];
	const cluster = clusterAt(join(folder, "postgres"), { durable: true });
	const identityOf = (service: string) => readIdentity(join(folder, `${service}.json`));

	const listIdentities = async () => {
		const names = (await readdir(folder)).filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -".json".length));
		const found: { readonly name: string; readonly identity: ProcessIdentity }[] = [];
		for (const name of names.sort()) {
			const identity = await identityOf(name);
			if (identity !== null && (await isAlive(identity))) found.push({ name, identity });
		}
		const postmaster = await findPostmaster(cluster);
		return postmaster === null ? found : [...found, { name: "postgres", identity: postmaster.identity }];
	};

	return {
		up: (args, env = {}) => {
			const one = launch(["--home", folder, ...args], env);
			launched.push(one);
			return one;
		},
		identityOf,
		listRunning: async () => (await listIdentities()).map(({ name }) => name).sort(),
		async [Symbol.asyncDispose]() {
			for (const one of launched) {
				one.process.kill("SIGTERM");
				await one.ended;
			}
			for (const { identity } of await listIdentities()) await endProcess(identity, { signal: "SIGINT", graceMs: 30_000 });
			await rm(folder, { recursive: true, force: true });
		},
	};
}
