import type { Reason } from "./reason.ts";

/** `diagnose` is asked by nobody: it begins when an instance of a ready lease dies. */
export const operationKinds = ["provision", "restart", "update", "stop", "start", "restore", "close", "diagnose"] as const;
export type OperationKind = (typeof operationKinds)[number];

/** `rolled_back`: the change failed and the old instances run again. `superseded`: a later request (a close) took its place. */
export const operationStates = ["queued", "running", "succeeded", "rolled_back", "failed", "superseded", "cancelled"] as const;
export type OperationState = (typeof operationStates)[number];
export const isOperationDone = (state: OperationState): boolean => state !== "queued" && state !== "running";

/** The steps of a plan, in the order of the timeline. */
export const stepNames = [
	"admit",
	"pull",
	"network",
	"volumes",
	"create",
	"resize",
	"init",
	"start",
	"verify",
	"route",
	"diagnose",
	"stop",
	"remove",
	"clean",
] as const;
export type StepName = (typeof stepNames)[number];

export interface StepProgress {
	/** What is done so far and what there is in all; null while unknown. */
	readonly done: number;
	readonly total: number | null;
	readonly unit: "bytes" | "instances" | "attempts";
}

/** One row of an operation's timeline. Times are ISO 8601. */
export interface OperationStep {
	readonly name: StepName;
	readonly state: "pending" | "running" | "succeeded" | "failed" | "skipped";
	readonly startedAt: string | null;
	readonly finishedAt: string | null;
	readonly deadlineAt: string | null;
	readonly progress: StepProgress | null;
	/** What is being waited for, or what was done: `health of web-1`. */
	readonly note: string | null;
}

export interface OperationView {
	readonly id: string;
	readonly leaseId: string;
	readonly kind: OperationKind;
	readonly state: OperationState;
	readonly requestedBy: string;
	/** The release it makes active; null where it changes none. */
	readonly releaseNumber: number | null;
	/** The only instance that it is about, `web-0`; null is all of the lease. */
	readonly instance: string | null;
	readonly cancelRequested: boolean;
	readonly steps: readonly OperationStep[];
	readonly reason: Reason | null;
	readonly message: string | null;
	readonly createdAt: string;
	readonly startedAt: string | null;
	readonly finishedAt: string | null;
}
