import type { Millis } from "@berth/core";
import type { PreflightResult } from "../engine.ts";
import type { Context } from "./context.ts";
import type { Info, Version } from "./wire.ts";

/** What a check found. */
export type Verdict = Pick<PreflightResult, "severity" | "seen" | "remedy">;

export const ok = (seen: string): Verdict => ({ severity: "ok", seen, remedy: null });

/** The daemon's description of itself, and between which moments of ours it was given. */
export interface Facts {
	readonly info: Info;
	readonly version: Version;
	readonly askedAtMs: number;
	readonly answeredAtMs: number;
}

export interface CheckRun {
	readonly context: Context;
	/** Asked once for all checks of a run. */
	facts(): Promise<Facts>;
	readonly signal: AbortSignal;
}

export interface Check {
	readonly id: string;
	readonly title: string;
	/** Default {@link Limits.checkMs}. */
	readonly limitMs?: Millis;
	judge(run: CheckRun): Verdict | Promise<Verdict>;
}

/** Names of what checks have made and not yet removed: it belongs to them, and not to nobody. */
export type ProbesUnderWay = Set<string>;
