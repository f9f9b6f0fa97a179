import { readdir, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { waitUntil } from "./wait-until.ts";

/**
 * A process, told from any later one that gets its number: `startTicks` is when it began, and `bootId` says since which boot
 * that is counted.
 */
export interface ProcessIdentity {
	readonly pid: number;
	readonly startTicks: string;
	readonly bootId: string;
}

const bootId = async () => (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();

/** When `pid` began, or null when there is no such process or it has ended and only waits to be reaped. */
async function startTicksOf(pid: number): Promise<string | null> {
	const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
	if (stat === null) return null;
	// The command's name may hold spaces and parentheses; the numbered fields begin behind its end.
	const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
	return fields[0] === "Z" || fields[0] === "X" ? null : (fields[19] ?? null);
}

/** Null when there is no such process. */
export async function identify(pid: number): Promise<ProcessIdentity | null> {
	const startTicks = await startTicksOf(pid);
	return startTicks === null ? null : { pid, startTicks, bootId: await bootId() };
}

export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
	return (await bootId()) === identity.bootId && (await startTicksOf(identity.pid)) === identity.startTicks;
}

export interface EndOptions {
	readonly signal?: NodeJS.Signals;
	/** How long it may take before it is killed. */
	readonly graceMs: number;
}

/** Ends a process: the polite signal first, then SIGKILL. Returns how it went; a process that is gone already is no error. */
export async function endProcess(identity: ProcessIdentity, options: EndOptions): Promise<"gone" | "ended" | "killed"> {
	if (!(await isAlive(identity))) return "gone";
	const gone = async () => !(await isAlive(identity));
	send(identity.pid, options.signal ?? "SIGTERM");
	const ended = await waitUntil(gone, { what: `process ${identity.pid} to end`, timeoutMs: options.graceMs }).catch(() => false);
	if (ended) return "ended";
	send(identity.pid, "SIGKILL");
	await waitUntil(gone, { what: `process ${identity.pid} to be killed`, timeoutMs: 10_000 });
	return "killed";
}

function send(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(pid, signal);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
	}
}

/** The processes whose working directory is `folder`. */
export async function processesIn(folder: string): Promise<number[]> {
	const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
	const cwds = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => null)));
	return pids.filter((_, index) => cwds[index] === folder).map(Number);
}

export async function readIdentity(path: string): Promise<ProcessIdentity | null> {
	const text = await readFile(path, "utf8").catch(() => null);
	if (text === null) return null;
	try {
		const { pid, startTicks, bootId: boot } = JSON.parse(text) as Partial<ProcessIdentity>;
		if (typeof pid !== "number" || typeof startTicks !== "string" || typeof boot !== "string") return null;
		return { pid, startTicks, bootId: boot };
	} catch {
		// Half a file is what a process leaves that was killed while it wrote; it names nobody.
		return null;
	}
}

export const writeIdentity = (path: string, identity: ProcessIdentity): Promise<void> => writeFile(path, JSON.stringify(identity));

export const forgetIdentity = (path: string): Promise<void> => rm(path, { force: true });
