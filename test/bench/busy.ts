import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { CannotMeasure } from "./bench.ts";

/** Of the machine's time, the share that is worked. Above it turns on a core come so late that ratios tell of others. */
const BUSY_MAX = 0.5;
const TRIES = 20;
const SAMPLE_MS = 500;

interface Ticks {
	readonly worked: number;
	readonly all: number;
}

async function readTicks(): Promise<Ticks> {
	const [line = ""] = (await readFile("/proc/stat", "utf8")).split("\n");
	// user nice system idle iowait irq softirq steal; what guests get is in user and nice already.
	const fields = line.split(/\s+/).slice(1, 9).map(Number);
	const all = fields.reduce((sum, ticks) => sum + ticks, 0);
	return { worked: all - (fields[3] ?? 0) - (fields[4] ?? 0), all };
}

async function busyShare(signal: AbortSignal): Promise<number> {
	const before = await readTicks();
	await pause(SAMPLE_MS, undefined, { signal });
	const after = await readTicks();
	return (after.worked - before.worked) / Math.max(after.all - before.all, 1);
}

/** Waits for a moment in which the machine has little else to do. Errors  CannotMeasure when there is none for a while. */
export async function untilQuiet(signal: AbortSignal): Promise<void> {
	let least = 1;
	for (let tries = 0; tries < TRIES; tries++) {
		least = Math.min(least, await busyShare(signal));
		if (least <= BUSY_MAX) return;
	}
	throw new CannotMeasure(`others keep the machine ${Math.round(least * 100)} % busy; --anyway measures all the same`);
}

/** How much of some stretches of time somebody on the machine was ready to run and had no core. */
export interface Waiting {
	begin(): void;
	end(): void;
	/** Between 0 and 1; 0 where the kernel does not tell. */
	share(): number;
}

/** Source  Linux, Documentation/accounting/psi.rst: the total of `some` in microseconds. */
export function watchWaiting(): Waiting {
	let [waitedMs, allMs] = [0, 0];
	let begun = { waitedMs: 0, atMs: 0 };
	const look = () => ({ waitedMs: readWaitedMs(), atMs: performance.now() });
	return {
		begin: () => {
			begun = look();
		},
		end: () => {
			const now = look();
			waitedMs += now.waitedMs - begun.waitedMs;
			allMs += now.atMs - begun.atMs;
		},
		share: () => (allMs === 0 ? 0 : waitedMs / allMs),
	};
}

function readWaitedMs(): number {
	try {
		return Number(/^some .*total=(\d+)/m.exec(readFileSync("/proc/pressure/cpu", "utf8"))?.[1] ?? 0) / 1_000;
	} catch {
		return 0;
	}
}
