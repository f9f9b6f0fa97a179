import { type ChildProcess, spawn } from "node:child_process";
import { access, constants, stat } from "node:fs/promises";
import { join } from "node:path";
import { AppError, asError, SECOND } from "@berth/core";

/** The programs of the host that have no API. Nothing else is ever run. */
export type HostTool =
	| "btrfs"
	| "xfs_quota"
	| "zfs"
	| "mkfs.ext4"
	| "e2fsck"
	| "resize2fs"
	| "losetup"
	| "mount"
	| "umount"
	| "sync"
	| "iptables"
	| "ip6tables";

export interface ToolCall {
	readonly signal: AbortSignal;
	/** 60 s when absent. */
	readonly timeoutMs?: number;
	/** Most bytes of standard output; more is an error. 4 MiB when absent. */
	readonly outputBytesMax?: number;
}

/** What a program that ran to its end said. An exit code is an answer, not an error. */
export interface ToolAnswer {
	readonly exitCode: number;
	readonly stdout: string;
	/** The first 16 KiB. For logs alone: it names paths of the host. */
	readonly stderr: string;
}

export interface HostTools {
	/** Its absolute path; null when the host does not have it. */
	find(tool: HostTool): Promise<string | null>;
	/**
	 * Runs one program with these arguments, without a shell, and waits for its end.
	 *
	 * Errors  UNSUPPORTED when it is not installed; TIMEOUT and ABORTED after it was ended; ENGINE_FAILED when it could not be
	 *         started, was killed by somebody else, or said more than it may.
	 */
	run(tool: HostTool, args: readonly string[], call: ToolCall): Promise<ToolAnswer>;
}

/** Never the PATH of the process: a writable directory in it would choose what root runs. */
const systemDirectories = ["/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin"];
const TIMEOUT_MS = 60 * SECOND;
const OUTPUT_BYTES_MAX = 4 * 1024 * 1024;
const STDERR_BYTES_MAX = 16 * 1024;
/** Between the polite and the last signal, and after the last before we stop waiting: a process that hangs in the kernel dies later. */
const KILL_GRACE_MS = 2 * SECOND;

export function createHostTools(options: { readonly directories?: readonly string[] } = {}): HostTools {
	const directories = options.directories ?? systemDirectories;

	async function find(tool: HostTool): Promise<string | null> {
		for (const directory of directories) {
			const path = join(directory, tool);
			if (await isProgram(path)) return path;
		}
		return null;
	}

	async function run(tool: HostTool, args: readonly string[], call: ToolCall): Promise<ToolAnswer> {
		if (call.signal.aborted) throw new AppError("ABORTED", { cause: call.signal.reason });
		const path = await find(tool);
		if (path === null) throw new AppError("UNSUPPORTED", { message: `The program ${tool} is not installed on this node.`, data: { tool } });
		return await runToEnd({ tool, path, args, call, searchPath: directories.join(":") });
	}

	return { find, run };
}

/** Runs a program whose only good exit code is 0. Returns what it printed. */
export async function runTool(tools: HostTools, tool: HostTool, args: readonly string[], call: ToolCall): Promise<string> {
	const answer = await tools.run(tool, args, call);
	if (answer.exitCode !== 0) throw toolFailure(tool, answer);
	return answer.stdout;
}

/** The error for an answer that is no success. */
export function toolFailure(tool: HostTool, answer: ToolAnswer): AppError {
	const full = /No space left on device|Disk quota exceeded|out of space/i.test(answer.stderr);
	const data = { tool, exitCode: answer.exitCode };
	const cause = new Error(`${tool} exited with ${answer.exitCode}: ${answer.stderr.trim()}`);
	if (full) return new AppError("NO_SPACE", { data, cause });
	return new AppError("ENGINE_FAILED", { message: `The program ${tool} failed on this node.`, data, cause });
}

async function isProgram(path: string): Promise<boolean> {
	try {
		await access(path, constants.X_OK);
		return (await stat(path)).isFile();
	} catch {
		// Not there, or not for us: either way it is no program we can run.
		return false;
	}
}

interface Run {
	readonly tool: HostTool;
	readonly path: string;
	readonly args: readonly string[];
	readonly call: ToolCall;
	readonly searchPath: string;
}

function runToEnd({ tool, path, args, call, searchPath }: Run): Promise<ToolAnswer> {
	return new Promise((resolve, reject) => {
		// An environment of our own: ours holds secrets, and messages must be in English to be read.
		const child = spawn(path, args, {
			cwd: "/",
			// Where Next's types are read too, they ask for a NODE_ENV, of which no such program knows.
			// oxlint-disable-next-line typescript/no-unnecessary-type-assertion
			env: { LC_ALL: "C", PATH: searchPath } as Partial<NodeJS.ProcessEnv> as NodeJS.ProcessEnv,
			stdio: ["ignore", "pipe", "pipe"],
			detached: true,
		});
		const stdout = createBuffer(call.outputBytesMax ?? OUTPUT_BYTES_MAX);
		const stderr = createBuffer(STDERR_BYTES_MAX);
		let ending: AppError | null = null;
		let lastWait: NodeJS.Timeout | undefined;

		const end = (error: AppError) => {
			if (ending !== null) return;
			ending = error;
			signalGroup(child, "SIGTERM");
			lastWait = setTimeout(() => {
				signalGroup(child, "SIGKILL");
				lastWait = setTimeout(() => settle(() => reject(error)), KILL_GRACE_MS);
			}, KILL_GRACE_MS);
		};
		const onAbort = () => end(new AppError("ABORTED", { cause: call.signal.reason }));
		const deadline = setTimeout(() => end(new AppError("TIMEOUT", { data: { tool } })), call.timeoutMs ?? TIMEOUT_MS);
		const settle = (give: () => void) => {
			clearTimeout(deadline);
			clearTimeout(lastWait);
			call.signal.removeEventListener("abort", onAbort);
			give();
		};

		child.stdout.on("data", (chunk: Buffer) => {
			if (!stdout.add(chunk)) end(new AppError("ENGINE_FAILED", { data: { tool, why: "output-too-long" } }));
		});
		child.stderr.on("data", (chunk: Buffer) => stderr.add(chunk));
		child.once("error", (error) => settle(() => reject(new AppError("ENGINE_FAILED", { data: { tool }, cause: asError(error) }))));
		child.once("close", (exitCode, killedBy) => {
			settle(() => {
				if (ending !== null) return reject(ending);
				if (exitCode === null)
					return reject(new AppError("ENGINE_FAILED", { data: { tool }, cause: new Error(`${tool} was ended by ${killedBy}`) }));
				resolve({ exitCode, stdout: stdout.text(), stderr: stderr.text() });
			});
		});
		call.signal.addEventListener("abort", onAbort, { once: true });
		if (call.signal.aborted) onAbort();
	});
}

/** The program and whatever helpers it started. */
function signalGroup(child: ChildProcess, name: "SIGTERM" | "SIGKILL"): void {
	if (child.pid === undefined) return;
	try {
		process.kill(-child.pid, name);
	} catch {
		// It ended meanwhile, which is what we want.
	}
}

function createBuffer(bytesMax: number) {
	const chunks: Buffer[] = [];
	let room = bytesMax;
	return {
		/** False when the chunk did not fit; what fitted is kept. */
		add(chunk: Buffer): boolean {
			const fits = chunk.length <= room;
			const kept = fits ? chunk : chunk.subarray(0, room);
			if (kept.length > 0) chunks.push(kept);
			room -= kept.length;
			return fits;
		},
		text: () => Buffer.concat(chunks).toString("utf8"),
	};
}
