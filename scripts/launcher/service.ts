import { type ChildProcess, spawn } from "node:child_process";
import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Home } from "../lib/paths.ts";
import { endProcess, forgetIdentity, identify, isAlive, readIdentity, writeIdentity } from "../lib/processes.ts";
import { say } from "../lib/say.ts";
import { waitUntil } from "../lib/wait-until.ts";

export interface ServiceSpec {
	/** Names its log and its pid file. */
	readonly name: string;
	readonly argv: readonly [string, ...string[]];
	readonly env: Readonly<Record<string, string>>;
	readonly cwd: string;
	/** Answers with a status below 500 when the service is up. */
	readonly healthUrl: string;
	readonly stopMs: number;
}

export interface Service {
	/** Resolves when it answers. Errors  with its last words when it does not come up. */
	ready(signal: AbortSignal): Promise<void>;
	stop(): Promise<void>;
}

const READY_MS = 60_000;
const FIRST_TRIES = 3;
const BACKOFF_FIRST_MS = 500;
const BACKOFF_MAX_MS = 15_000;
/** One that ran this long was well; its next crash is a first one again. */
const STEADY_MS = 60_000;

const pidFileOf = (home: Home, name: string) => join(home.folder, `${name}.json`);
const logFileOf = (home: Home, name: string) => join(home.logs, `${name}.log`);

/** Ends what a launcher that was killed left running. */
export async function endLeftover(home: Home, name: string, stopMs: number): Promise<void> {
	const path = pidFileOf(home, name);
	const identity = await readIdentity(path);
	if (identity !== null && (await isAlive(identity))) {
		say(`Ending the ${name} (pid ${identity.pid}) that an earlier run left.`);
		await endProcess(identity, { graceMs: stopMs });
	}
	await forgetIdentity(path);
}

const answers = (url: string) =>
	fetch(url, { signal: AbortSignal.timeout(3_000) }).then(
		async (answer) => {
			await answer.body?.cancel();
			return answer.status < 500;
		},
		() => false,
	);

/** Runs one long-lived program of ours: logs to a file, starts it again when it crashes, later each time. */
export async function startService(home: Home, spec: ServiceSpec): Promise<Service> {
	const logFile = logFileOf(home, spec.name);
	await rename(logFile, `${logFile}.1`).catch(() => undefined);
	const stopping = new AbortController();
	let child: ChildProcess | null = null;
	let crashes = 0;
	let wasReady = false;

	const lastWords = async () => (await readFile(logFile, "utf8").catch(() => "")).trim().split("\n").slice(-5).join("\n");

	const runOnce = async () => {
		await using log = await open(logFile, "a");
		const [program, ...args] = spec.argv;
		// In a session of its own: a Ctrl-C at the terminal is ours to handle, in our order.
		const started = spawn(program, args, {
			cwd: spec.cwd,
			env: { ...process.env, ...spec.env },
			detached: true,
			stdio: ["ignore", log.fd, log.fd],
		});
		child = started;
		const ended = new Promise<string>((resolve) => {
			started.once("error", (error) => resolve(error.message));
			started.once("exit", (code, signal) => resolve(signal ?? `code ${code}`));
		});
		const identity = started.pid === undefined ? null : await identify(started.pid);
		if (identity !== null) await writeIdentity(pidFileOf(home, spec.name), identity);
		return ended;
	};

	const keepRunning = async () => {
		while (!stopping.signal.aborted) {
			const startedMs = performance.now();
			const how = await runOnce();
			child = null;
			if (stopping.signal.aborted) return;
			crashes = performance.now() - startedMs > STEADY_MS ? 1 : crashes + 1;
			if (!wasReady && crashes >= FIRST_TRIES) return;
			const waitMs = Math.min(BACKOFF_FIRST_MS * 2 ** (crashes - 1), BACKOFF_MAX_MS);
			say(`The ${spec.name} ended (${how}); starting it again in ${waitMs / 1_000} s. Its log: ${logFile}`);
			await pause(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined);
		}
	};
	const kept = keepRunning();

	return {
		ready: async (signal) => {
			const gaveUp = kept.then(async () => {
				throw new Error(`the ${spec.name} does not start: ${await lastWords()}`);
			});
			const answered = waitUntil(() => answers(spec.healthUrl), { what: `the ${spec.name} to answer`, timeoutMs: READY_MS, signal });
			await Promise.race([answered, gaveUp]);
			wasReady = true;
		},
		stop: async () => {
			stopping.abort();
			const identity = child?.pid === undefined ? null : await identify(child.pid);
			if (identity !== null) await endProcess(identity, { graceMs: spec.stopMs });
			await kept;
			await forgetIdentity(pidFileOf(home, spec.name));
		},
	};
}
