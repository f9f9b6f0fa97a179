import type { Reason } from "./reason.ts";
import type { LeaseState } from "./state.ts";
import type { InstanceState } from "./view.ts";

/** A container as it was seen. */
export interface SeenContainer {
	readonly name: string;
	readonly service: string | null;
	readonly index: number | null;
	readonly generation: number | null;
	readonly phase: string;
}

/** Where a lease and its containers disagree at one moment. */
export interface DriftView {
	readonly state: LeaseState;
	/** Whether it rests: of one that works nothing is said, for what is there is on its way. */
	readonly isJudged: boolean;
	readonly agrees: boolean;
	/** How many containers have its label. */
	readonly containers: number;
	/** Instances that should run and do not. */
	readonly dead: readonly { readonly service: string; readonly index: number; readonly generation: number; readonly reason: Reason }[];
	/** Whether a failed lease runs again, all of it. */
	readonly recovered: boolean;
	/** Those of other generations. */
	readonly stale: readonly SeenContainer[];
	/** Those that run and should not. */
	readonly strays: readonly SeenContainer[];
	/** Instances whose rows say something else than what is seen, with what is seen. */
	readonly changed: readonly {
		readonly service: string;
		readonly index: number;
		readonly generation: number;
		readonly state: InstanceState;
	}[];
}
