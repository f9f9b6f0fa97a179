import type { Millis } from "@berth/core";
import type { Verdict } from "../preflight-result.ts";
import type { Context } from "./context.ts";
import type { Info, Version } from "./wire.ts";

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
