import childProcess, { type ChildProcess } from "node:child_process";
import { readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import files from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

// Loaded before the service: it kills its own process at the n-th deed that takes something away from a volume. Which one, and of which
// volumes, stands in the file that `?plan=` names, once; without it nothing happens.

/** Where the process is to end. */
export interface StrikePlan {
	/** 1 is the next one. */
	readonly nth: number;
	readonly moment: "asked" | "done";
	readonly volume: string;
}

const planFile = new URL(import.meta.url).searchParams.get("plan") ?? "";

/** Says whether this deed is the one, and before or after it. */
function meet(what: string): StrikePlan["moment"] | null {
	let plan: StrikePlan;
	try {
		plan = JSON.parse(readFileSync(planFile, "utf8")) as StrikePlan;
	} catch {
		// Nobody wants this process to end.
		return null;
	}
	// Quota groups are named by numbers; nothing else of that kind goes on meanwhile.
	if (!what.includes(plan.volume) && !/^btrfs qgroup (limit|remove|destroy)/.test(what)) return null;
	if (plan.nth > 1) {
		writeFileSync(planFile, JSON.stringify({ ...plan, nth: plan.nth - 1 }));
		return null;
	}
	rmSync(planFile);
	if (plan.moment === "asked") strike();
	return plan.moment;
}

const strike = () => process.kill(process.pid, "SIGKILL");

const { spawn } = childProcess;
childProcess.spawn = ((path: string, args: readonly string[], options: object): ChildProcess => {
	const what = [path.split("/").at(-1), ...args].join(" ");
	const takesAway = /^(umount|btrfs (subvolume delete|qgroup (limit|remove|destroy)))/.test(what);
	const moment = takesAway ? meet(what) : null;
	const child = spawn(path, args, options);
	if (moment === "done") child.once("exit", strike);
	return child;
}) as typeof spawn;

/** Directories are held open and named by their numbers. */
const nameOf = (path: unknown): string => {
	const text = String(path);
	const [, held, rest = ""] = /^(\/proc\/self\/fd\/\d+)(.*)$/s.exec(text) ?? [];
	return held === undefined ? text : `${readlinkSync(held)}${rest}`;
};
for (const name of ["rm", "rmdir", "unlink"] as const) {
	const remove = files[name] as (path: string, ...more: unknown[]) => Promise<void>;
	Object.assign(files, {
		[name]: async (path: string, ...more: unknown[]) => {
			const moment = meet(`${name} ${nameOf(path)}`);
			await remove(path, ...more);
			if (moment === "done") strike();
		},
	});
}
syncBuiltinESMExports();
