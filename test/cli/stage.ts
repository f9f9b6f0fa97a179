import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createTestApi, type TestApi } from "../api/fixture.ts";
import { waitUntil } from "../support/wait-until.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const node = `${root}node_modules/.bin/node`;
const program = `${root}apps/cli/dist/berth.mjs`;

export interface Ended {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

export interface Running {
	/** What was written to standard output so far. Errors  plain, when it ended and was not interrupted. */
	readonly output: () => string;
	interrupt(): void;
	readonly ended: Promise<Ended>;
}

export interface Asked {
	readonly env?: Readonly<Record<string, string>>;
	readonly input?: string;
	readonly cwd?: string;
}

/** The command line as it is shipped, beside a whole service on a simulated host. */
export interface CliStage extends AsyncDisposable {
	readonly berth: TestApi;
	/** A directory of the test's own; what the program keeps is in it, too. */
	readonly dir: string;
	/** Of an owner of the tenant `acme`, and of an admin. */
	readonly key: string;
	readonly adminKey: string;
	start(args: readonly string[], asked?: Asked): Running;
	run(args: readonly string[], asked?: Asked): Promise<Ended>;
	/** The same as JSON. Errors  plain, with what was said, where it ends with anything but 0. */
	json<T = Readonly<Record<string, unknown>>>(args: readonly string[], asked?: Asked): Promise<T>;
	/** Every command that was run, without its options; for what must have been run by some test. */
	readonly ran: Set<string>;
}

export async function createCliStage(): Promise<CliStage> {
	await promisify(execFile)(node, ["build.ts"], { cwd: `${root}apps/cli` });
	const berth = await createTestApi();
	const dir = await mkdtemp(join(tmpdir(), "berth-cli-"));
	const { client } = await berth.member("acme");
	const { key } = await client.key.create.mutate({
		name: "cli",
		scopes: ["read", "read:sensitive", "write", "deploy", "exec"],
		expiresInDays: 7,
	});
	const admin = await berth.admin();
	const { key: adminKey } = await admin.client.admin.keys.create.mutate({ name: "cli", scopes: ["admin:read"], expiresInDays: 7 });
	const ran = new Set<string>();

	const start: CliStage["start"] = (args, { env = {}, input, cwd = dir } = {}) => {
		ran.add(
			args
				.filter((arg) => !arg.startsWith("-"))
				.slice(0, 2)
				.join(" "),
		);
		const secrets = [key, adminKey];
		if (args.some((arg) => secrets.includes(arg))) throw new Error("a secret was given as an argument");
		const child = spawn(node, [program, ...args], {
			cwd,
			env: { PATH: process.env.PATH, BERTH_CONFIG: join(dir, "contexts.json"), BERTH_URL: berth.url, BERTH_API_KEY: key, ...env },
			stdio: ["pipe", "pipe", "pipe"],
		});
		let [stdout, stderr] = ["", ""];
		child.stdout.setEncoding("utf8").on("data", (text: string) => {
			stdout += text;
		});
		child.stderr.setEncoding("utf8").on("data", (text: string) => {
			stderr += text;
		});
		child.stdin.on("error", () => undefined).end(input ?? "");
		const ended = new Promise<Ended>((resolve, reject) => {
			child.once("close", (code) => {
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
		return { output, interrupt: () => void child.kill("SIGINT"), ended };
	};
	const run: CliStage["run"] = (args, asked) => start(args, asked).ended;

	return {
		berth,
		dir,
		key,
		adminKey,
		ran,
		start,
		run,
		async json(args, asked) {
			const { code, stdout, stderr } = await run([...args, "--json"], asked);
			if (code !== 0) throw new Error(`berth ${args.join(" ")} ended with ${code}: ${stderr}${stdout}`);
			return JSON.parse(stdout);
		},
		async [Symbol.asyncDispose]() {
			await berth[Symbol.asyncDispose]();
			await rm(dir, { recursive: true, force: true });
		},
	};
}

/** The container of a lease's instance that runs. */
export const containerOf = ({ berth }: CliStage, leaseId: string) =>
	waitUntil(() => berth.host.containers().find(({ phase, leaseId: of }) => phase === "running" && of === leaseId) ?? null, {
		timeoutMs: 60_000,
		what: "the container to run",
	});
