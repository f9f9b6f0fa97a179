import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../../", import.meta.url));
const node = `${root}node_modules/.bin/node`;

export interface Ended {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

export interface Running {
	/** What was written to standard output so far. Errors  plain, when it ended and was not interrupted. */
	readonly output: () => string;
	/** What was written to standard error so far. */
	readonly told: () => string;
	interrupt(): void;
	readonly ended: Promise<Ended>;
}

export interface Asked {
	readonly env?: Readonly<Record<string, string>>;
	readonly input?: string | Uint8Array;
	readonly cwd?: string;
}

/** The command line as it is shipped. */
export interface CommandLine extends AsyncDisposable {
	/** A directory of the test's own; what the program keeps is in it, too. */
	readonly dir: string;
	/** The program and what stands before its arguments. */
	readonly argv: readonly string[];
	/** What it finds in the environment. */
	readonly env: Readonly<Record<string, string>>;
	start(args: readonly string[], asked?: Asked): Running;
	run(args: readonly string[], asked?: Asked): Promise<Ended>;
	/** The same as JSON. Errors  plain, with what was said, where it ends with anything but 0. */
	json<T = Readonly<Record<string, unknown>>>(args: readonly string[], asked?: Asked): Promise<T>;
	/** Every command that was run, by its first three words. */
	readonly ran: ReadonlySet<string>;
	/** It was run some other way. */
	note(command: string): void;
}

export interface CommandLineOptions {
	readonly url: string;
	readonly key: string;
	/** What may be in no argument, and in nothing that is written. */
	readonly secrets: readonly string[];
}

/** Bundles the program into a directory of its own, so that tests beside this one do not write the file while it is read. */
export async function createCommandLine({ url, key, secrets }: CommandLineOptions): Promise<CommandLine> {
	const dir = await mkdtemp(join(tmpdir(), "berth-cli-"));
	const program = join(dir, "berth.mjs");
	await promisify(execFile)(node, ["build.ts", program], { cwd: `${root}apps/cli` });
	const ran = new Set<string>();
	const base = {
		PATH: process.env.PATH ?? "",
		HOME: dir,
		BERTH_CONFIG: join(dir, "contexts.json"),
		BERTH_URL: url,
		BERTH_API_KEY: key,
		// It is started a hundred times.
		NODE_COMPILE_CACHE: join(dir, "compiled"),
	};

	const start: CommandLine["start"] = (args, { env = {}, input = "", cwd = dir } = {}) => {
		const words = args.filter((arg) => !arg.startsWith("-"));
		ran.add(words.slice(0, 3).join(" "));
		if (args.some((arg) => secrets.includes(arg))) throw new Error("a secret was given as an argument");
		const child = spawn(node, [program, ...args], { cwd, env: { ...base, ...env }, stdio: ["pipe", "pipe", "pipe"] });
		let [stdout, stderr] = ["", ""];
		child.stdout.setEncoding("utf8").on("data", (text: string) => {
			stdout += text;
		});
		child.stderr.setEncoding("utf8").on("data", (text: string) => {
			stderr += text;
		});
		child.stdin.on("error", () => undefined).end(input);
		const ended = new Promise<Ended>((resolve, reject) => {
			child.once("error", reject).once("close", (code) => {
				const told = secrets.find((secret) => stdout.includes(secret) || stderr.includes(secret));
				if (told === undefined) resolve({ code, stdout, stderr });
				else reject(new Error(`berth ${args.join(" ")} told a secret`));
			});
		});
		const output = () => {
			// Whoever waits for more of it would wait in vain.
			if (child.exitCode !== null && child.exitCode !== 130)
				throw new Error(`berth ${args.join(" ")} ended with ${child.exitCode}: ${stderr}`);
			return stdout;
		};
		return { output, told: () => stderr, interrupt: () => void child.kill("SIGINT"), ended };
	};
	const run: CommandLine["run"] = (args, asked) => start(args, asked).ended;

	return {
		dir,
		argv: [node, program],
		env: base,
		ran,
		note: (command) => void ran.add(command),
		start,
		run,
		async json(args, asked) {
			const { code, stdout, stderr } = await run([...args, "--json"], asked);
			if (code !== 0) throw new Error(`berth ${args.join(" ")} ended with ${code}: ${stderr}${stdout}`);
			return JSON.parse(stdout);
		},
		[Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
	};
}
