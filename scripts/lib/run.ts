import { spawn } from "node:child_process";

export interface RunOptions {
	readonly cwd?: string;
	readonly env?: Readonly<Record<string, string | undefined>>;
	readonly input?: string | Uint8Array;
	readonly uid?: number;
	readonly gid?: number;
	readonly signal?: AbortSignal;
	/** `show` passes the program's own output on to the terminal. */
	readonly output?: "keep" | "show";
	/** Ends what the program has started along with it when the signal fires. */
	readonly whole?: true;
}

export interface RunResult {
	readonly code: number;
	readonly stdout: string;
	readonly stderr: string;
}

/** A program that ended with a code other than 0. */
export class RunError extends Error {
	override readonly name = "RunError";
	readonly result: RunResult;

	constructor(argv: readonly string[], result: RunResult) {
		const words = (result.stderr.trim() || result.stdout.trim()).split("\n").slice(-5).join("\n");
		super(`${argv.join(" ")} ended with ${result.code}${words ? `: ${words}` : ""}`);
		this.result = result;
	}
}

const collect = (stream: NodeJS.ReadableStream | null) => {
	let text = "";
	stream?.setEncoding("utf8").on("data", (chunk: string) => {
		text += chunk;
	});
	return () => text;
};

/** Runs a program by argv to its end. Errors  RunError when it ends badly; what the system says when it cannot be started. */
export async function run(argv: readonly [string, ...string[]], options: RunOptions = {}): Promise<RunResult> {
	const [program, ...args] = argv;
	const show = options.output === "show" ? "inherit" : "pipe";
	const child = spawn(program, args, {
		cwd: options.cwd,
		env: { ...process.env, ...options.env },
		uid: options.uid,
		gid: options.gid,
		...(options.whole === undefined ? { signal: options.signal } : { detached: true }),
		stdio: [options.input === undefined ? "ignore" : "pipe", show, show],
	});
	const stdout = collect(child.stdout);
	const stderr = collect(child.stderr);
	child.stdin?.on("error", () => undefined);
	child.stdin?.end(options.input);
	const endGroup = () => {
		if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, "SIGTERM");
	};
	if (options.whole !== undefined) options.signal?.addEventListener("abort", endGroup);
	const code = await new Promise<number>((resolve, reject) => {
		child.once("error", reject);
		child.once("close", (ended) => resolve(ended ?? -1));
	}).finally(() => options.signal?.removeEventListener("abort", endGroup));
	options.signal?.throwIfAborted();
	const result = { code, stdout: stdout(), stderr: stderr() };
	if (code !== 0) throw new RunError(argv, result);
	return result;
}
