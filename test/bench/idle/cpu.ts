import { readdir, readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

const NANOS = 1e9;
/** Linux tells a process's time in hundredths of a second, whatever its own clock ticks at. */
const TICKS_PER_SECOND = 100;

interface Process {
	readonly pid: number;
	readonly parent: number;
	readonly name: string;
	/** A number that is used again is another process. */
	readonly begun: string;
	/** In user and kernel mode, in all of its threads, in seconds of one core. Coarse. */
	readonly seconds: number;
}

type Look = ReadonlyMap<number, Process>;

/** Which processes are meant: these and whatever they started, and those of these names. */
export interface Counted {
	readonly roots: readonly number[];
	readonly names: readonly string[];
}

export interface Window {
	/** What those that were meant worked, in seconds of one core. */
	readonly worked: number;
	/** What others on the machine worked: neither they, nor this process and what it started. */
	readonly foreign: number;
}

/**
 * Lets some time pass and tells who worked how much in it, by what the kernel keeps of each thread.
 *
 * A process that began meanwhile counts from its beginning; one that ended counts for nothing.
 */
export async function watchCpu(counted: Counted, forMs: number, signal: AbortSignal): Promise<Window> {
	const before = await takeStock(counted);
	await pause(forMs, undefined, { signal });
	const after = await takeStock(counted);
	const grown = (now: ReadonlyMap<string, number>, was: ReadonlyMap<string, number>) =>
		[...now].reduce((sum, [key, seconds]) => sum + seconds - (was.get(key) ?? 0), 0);
	const known = grown(after.known, before.known);
	return { worked: grown(after.meant, before.meant), foreign: Math.max(0, after.machine - before.machine - known) };
}

async function takeStock({ roots, names }: Counted) {
	const look = await lookAtProcesses();
	const meant = new Map<string, number>();
	const known = new Map<string, number>();
	await Promise.all(
		[...look.values()].map(async (process) => {
			const key = `${process.pid} ${process.begun}`;
			const isMeant = names.includes(process.name) || isBelow(look, process, roots);
			if (isMeant) meant.set(key, await threadSeconds(process));
			if (isMeant || isBelow(look, process, [globalThis.process.pid])) known.set(key, process.seconds);
		}),
	);
	return { meant, known, machine: await machineSeconds() };
}

async function lookAtProcesses(): Promise<Look> {
	const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
	const found = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, "utf8").catch(() => null)));
	return new Map(found.filter((stat) => stat !== null).map((stat) => [Number.parseInt(stat, 10), toProcess(stat)]));
}

function toProcess(stat: string): Process {
	const close = stat.lastIndexOf(")");
	// After the name: state, parent, … at 11 and 12 the ticks in user and kernel mode, at 19 when it began.
	const rest = stat.slice(close + 2).split(" ");
	return {
		pid: Number.parseInt(stat, 10),
		parent: Number(rest[1]),
		name: stat.slice(stat.indexOf("(") + 1, close),
		begun: rest[19] ?? "",
		seconds: (Number(rest[11]) + Number(rest[12])) / TICKS_PER_SECOND,
	};
}

/** The first number of each thread's `schedstat` is what it worked, in nanoseconds; a kernel that keeps none has only the ticks. */
async function threadSeconds({ pid, seconds }: Process): Promise<number> {
	try {
		const threads = await readdir(`/proc/${pid}/task`);
		const texts = await Promise.all(threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/schedstat`, "utf8").catch(() => "0")));
		const nanos = texts.reduce((sum, text) => sum + Number.parseInt(text, 10), 0);
		return nanos > 0 ? nanos / NANOS : seconds;
	} catch {
		return seconds;
	}
}

function isBelow(look: Look, process: Process, roots: readonly number[]): boolean {
	for (let at: Process | undefined = process; at !== undefined; at = look.get(at.parent)) if (roots.includes(at.pid)) return true;
	return false;
}

async function machineSeconds(): Promise<number> {
	const [line = ""] = (await readFile("/proc/stat", "utf8")).split("\n");
	// user nice system idle iowait irq softirq steal
	const fields = line.split(/\s+/).slice(1, 9).map(Number);
	return fields.reduce((sum, ticks, at) => sum + (at === 3 || at === 4 ? 0 : ticks), 0) / TICKS_PER_SECOND;
}

/** The process that started this one. */
export async function parentOf(pid: number): Promise<number> {
	return toProcess(await readFile(`/proc/${pid}/stat`, "utf8")).parent;
}
