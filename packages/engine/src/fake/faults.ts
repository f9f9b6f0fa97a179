import { AppError, type ErrorCode } from "@berth/core";

/** Every call a fault can be planned for. */
export const operations = [
	"containers.ensure",
	"containers.start",
	"containers.stop",
	"containers.remove",
	"containers.inspect",
	"containers.list",
	"containers.drift",
	"containers.waitReady",
	"images.inspect",
	"images.pull",
	"networks.ensure",
	"networks.removeIfEmpty",
	"networks.list",
	"volumes.ensure",
	"volumes.setQuota",
	"volumes.usage",
	"volumes.usages",
	"volumes.list",
	"volumes.destroy",
	"volumes.ensureDirectories",
	"volumes.fillDirectory",
	"volumes.pruneCopies",
	"volumes.holdsData",
	"volumes.exportData",
	"volumes.importData",
	"volumes.reattach",
	"volumes.info",
	"volumes.preflight",
	"logs.read",
	"logs.tail",
	"events.subscribe",
	"changes.updateLimits",
	"changes.rename",
	"changes.restart",
	"stats.latest",
	"stats.readings",
	"stats.record",
	"stats.watch",
	"exec.run",
	"exec.open",
	"upkeep.images",
	"upkeep.removeImage",
	"upkeep.collectImages",
	"upkeep.diskUsage",
	"host.ping",
	"host.info",
	"host.capabilities",
	"host.preflight",
] as const;

export type Operation = (typeof operations)[number];

/** Before the call has done anything, or when it has and its caller has not heard of it. */
export type Point = "before" | "after";

export interface RecordedCall {
	readonly seq: number;
	/** Which engine of this host made it, from 1. */
	readonly engine: number;
	readonly operation: Operation;
	/** The name, id or reference it is about; empty when it is about the whole host. */
	readonly subject: string;
	/** Whose container it is about, where one is. */
	readonly leaseId: string | null;
	readonly service: string | null;
	readonly generation: number | null;
}

export type CallPredicate = (call: RecordedCall) => boolean;

/** Sees each call at both points. Throwing fails the call with what was thrown; a promise holds it. */
export type CallHook = (call: RecordedCall, point: Point) => void | Promise<void>;

export interface PlannedFailure {
	/** Which matching call fails, counted from now; 1 when absent. */
	readonly call?: number;
	/** How many in a row from there; 1 when absent. */
	readonly times?: number;
	readonly error: ErrorCode | AppError;
	/** `after`: the effect stands and only the answer is lost. `before` when absent. */
	readonly point?: Point;
	readonly where?: CallPredicate;
}

/** Holds the first matching call. Later ones pass. */
export interface Gate {
	/** The call that stands at the gate. */
	readonly reached: Promise<RecordedCall>;
	/** Lets it go on, now or when it comes. */
	open(): void;
}

/** What goes wrong on a host, and when. Belongs to the host, so it outlives the engine it is done to. */
export interface FaultPlan {
	fail(operation: Operation, failure: PlannedFailure): void;
	pauseAt(operation: Operation, where?: CallPredicate, point?: Point): Gate;
	/** Matching calls get no answer until they are aborted, reach their deadline, or the returned function is called. */
	hang(operation: Operation | "all", where?: CallPredicate): () => void;
	/** Returns how to take the hook off again. */
	onCall(hook: CallHook): () => void;
	/** Forgets every planned failure, hang and hook, and opens every gate. */
	clear(): void;
	/** The newest calls, oldest first. */
	readonly calls: readonly RecordedCall[];
}

/** The same plan as the engine sees it. */
export interface FaultDesk extends FaultPlan {
	record(call: Omit<RecordedCall, "seq">): RecordedCall;
	/** Rejects, waits or passes, as planned. */
	arrive(call: RecordedCall, point: Point): Promise<void> | null;
}

const always: CallPredicate = () => true;

interface Held {
	readonly operation: Operation | "all";
	readonly where: CallPredicate;
	readonly point: Point;
	readonly released: PromiseWithResolvers<void>;
	/** Null: holds every call that comes; else the first alone. */
	readonly reached: PromiseWithResolvers<RecordedCall> | null;
	taken: boolean;
}

interface Failure {
	readonly operation: Operation;
	readonly planned: PlannedFailure;
	seen: number;
}

export function createFaultDesk(options: { readonly callHistory: number }): FaultDesk {
	const hooks = new Set<CallHook>();
	const held = new Set<Held>();
	let failures: Failure[] = [];
	let calls: RecordedCall[] = [];
	let seq = 0;

	const release = (one: Held) => {
		held.delete(one);
		one.released.resolve();
	};

	const meet = async (call: RecordedCall, point: Point): Promise<void> => {
		for (const hook of hooks) await hook(call, point);
		for (const one of held) {
			if (one.taken || one.point !== point || !isAbout(one.operation, call) || !one.where(call)) continue;
			one.taken = one.reached !== null;
			one.reached?.resolve(call);
			await one.released.promise;
		}
		const due = failures.filter((failure) => isDue(failure, call, point));
		if (due[0]) throw toError(due[0].planned.error);
	};

	return {
		fail: (operation, planned) => void failures.push({ operation, planned, seen: 0 }),
		pauseAt(operation, where = always, point = "before") {
			const reached = Promise.withResolvers<RecordedCall>();
			const one: Held = { operation, where, point, released: Promise.withResolvers(), reached, taken: false };
			held.add(one);
			return { reached: reached.promise, open: () => release(one) };
		},
		hang(operation, where = always) {
			const one: Held = { operation, where, point: "before", released: Promise.withResolvers(), reached: null, taken: false };
			held.add(one);
			return () => release(one);
		},
		onCall(hook) {
			hooks.add(hook);
			return () => void hooks.delete(hook);
		},
		clear() {
			hooks.clear();
			failures = [];
			for (const one of held) release(one);
		},
		get calls() {
			return calls.slice(-options.callHistory);
		},
		record(call) {
			seq += 1;
			const recorded = { ...call, seq };
			if (options.callHistory > 0) calls.push(recorded);
			if (calls.length > options.callHistory * 2) calls = calls.slice(-options.callHistory);
			return recorded;
		},
		arrive: (call, point) => (hooks.size + held.size + failures.length === 0 ? null : meet(call, point)),
	};
}

const isAbout = (operation: Operation | "all", call: RecordedCall): boolean => operation === "all" || operation === call.operation;

/** Counts the call for this failure, whatever the others say. */
function isDue(failure: Failure, call: RecordedCall, point: Point): boolean {
	const { planned } = failure;
	if ((planned.point ?? "before") !== point || failure.operation !== call.operation || !(planned.where ?? always)(call)) return false;
	failure.seen += 1;
	const first = planned.call ?? 1;
	return failure.seen >= first && failure.seen < first + (planned.times ?? 1);
}

const toError = (error: ErrorCode | AppError): AppError => (typeof error === "string" ? new AppError(error) : error);
