import type { Clock, OperationStep, StepName, StepProgress } from "@berth/core";
import type { InstanceRecord, LeaseChange, OperationRecord } from "@berth/db";
import { keepRoutes } from "../ingress/routes.ts";
import { instanceKey } from "../names.ts";
import { GATHER_MS, PROGRESS_MS } from "../timings.ts";
import { isSameInstance } from "./instance-rows.ts";
import { pendingStep } from "./plan-steps.ts";
import type { Writer } from "./writer.ts";

/** What one write of the journal adds to a change. */
export type Entry = Required<Pick<LeaseChange, "events">> & Pick<LeaseChange, "operations" | "instances">;

/**
 * Keeps the timeline and the instances of a piece of work in the database while it runs.
 *
 * The first step is written before anything is changed: work that is not ours any more is refused there. Later ones are written beside
 * the work, which does not wait for them, and which stops at the next step when one could not be written: steps that last less than
 * {@link GATHER_MS} together, or with how it ended. Progress and instances go along, or by themselves at most every {@link PROGRESS_MS}. Writes never overlap; what gathers behind a slow one becomes one.
 */
export interface Journal {
	/**
	 * Ends what runs and begins a step, in one write, which only the first one waits for. A step that was finished before, or runs, keeps its times.
	 *
	 * Errors  those of the writer, also for an earlier write.
	 */
	begin(name: StepName, deadlineAt: Date): Promise<void>;
	progress(name: StepName, progress: StepProgress | null, note: string | null): void;
	instance(record: InstanceRecord): void;
	/** Ends what runs, for good or ill; written with the outcome. */
	end(state: "succeeded" | "failed", note?: string): void;
	/** Steps that have not begun stay for a later attempt, or will never be: `skipped`. */
	settle(rest: "pending" | "skipped"): void;
	/** All that is not written yet. The caller writes it. */
	take(): Entry;
	/** Waits for background writes; throws what one of them threw. No write starts afterwards. */
	close(): Promise<void>;
	readonly running: StepName | null;
	/** The timeline as it is now, written or not. */
	steps(): readonly OperationStep[];
	/** Every instance as it was last seen, by the rows before the work or in it. */
	rows(): readonly InstanceRecord[];
}

export function createJournal(options: {
	readonly writer: Writer;
	readonly clock: Clock;
	readonly actor: string;
	/** Null when the work belongs to no open operation: its steps are events alone. */
	readonly operation: OperationRecord | null;
	/** Those of the plan, in its order. One that the operation was not accepted with is shown when it begins. */
	readonly steps: readonly StepName[];
	readonly instances: readonly InstanceRecord[];
}): Journal {
	const { writer, clock, actor, operation } = options;
	const steps = new Map<StepName, OperationStep>((operation?.steps ?? []).map((step) => [step.name, step]));
	const rows = new Map(options.instances.map((row) => [rowKey(row), row]));
	const dirtySteps = new Set<StepName>();
	const dirtyRows = new Map<string, InstanceRecord>();
	const done = new AbortController();
	const begun = new Set<StepName>();
	let announced = operation?.state !== "queued";
	let last: Promise<void> = Promise.resolve();
	let queued: Promise<void> | null = null;
	let failed: { readonly error: unknown } | null = null;
	let lastWriteMs = Number.NEGATIVE_INFINITY;
	let dueMs: number | null = null;

	const now = () => clock.now().toISOString();
	const put = (name: StepName, patch: Partial<OperationStep>) => {
		steps.set(name, { ...(steps.get(name) ?? pendingStep(name)), ...patch });
		dirtySteps.add(name);
	};
	const inOrder = () => [...steps.values()].sort((a, b) => options.steps.indexOf(a.name) - options.steps.indexOf(b.name));
	const runningSteps = () => [...steps.values()].filter((step) => step.state === "running").map((step) => step.name);

	const take = (): Entry => {
		const events: Entry["events"][number][] = [];
		const operationId = operation?.id ?? null;
		if (!announced && operation)
			events.push({ actor, operationId, body: { type: "operation", kind: operation.kind, state: "running", reason: null } });
		for (const name of dirtySteps) {
			const step = steps.get(name);
			if (step) events.push({ actor, operationId, body: { type: "step", step } });
		}
		for (const { service, index, generation, state, health, exitCode, oomKilled } of dirtyRows.values()) {
			const instance = { service, index, generation, state, health, exitCode, oomKilled };
			events.push({ actor, operationId, body: { type: "instance", instance } });
		}
		const entry: Entry = {
			events,
			...(operation &&
				(dirtySteps.size > 0 || !announced) && {
					operations: [{ id: operation.id, steps: inOrder(), ...(!announced && { state: "running" as const, started: true as const }) }],
				}),
			...(dirtyRows.size > 0 && { instances: { put: [...dirtyRows.values()] } }),
		};
		announced = true;
		dirtySteps.clear();
		dirtyRows.clear();
		return entry;
	};

	/** Never rejects: what goes wrong is kept for whoever comes next, and nothing is written after it. */
	const flush = (): Promise<void> => {
		queued ??= last.then(async () => {
			queued = null;
			const change = failed ? null : take();
			if (change === null || change.events.length === 0) return;
			lastWriteMs = clock.monotonicMs();
			try {
				await writer.write(() => ({ change, result: undefined }));
			} catch (error) {
				failed = { error };
			}
		});
		last = queued;
		return queued;
	};
	const orThrow = () => {
		if (failed) throw failed.error;
	};
	/** The earlier one counts of what is due at several times. */
	const flushAt = (atMs: number) => {
		if (dueMs !== null && dueMs <= atMs) return;
		dueMs = atMs;
		clock.sleep(Math.max(0, atMs - clock.monotonicMs()), done.signal).then(
			() => {
				if (dueMs !== atMs) return;
				dueMs = null;
				void flush();
			},
			() => undefined,
		);
	};
	const gathered = () => clock.monotonicMs() + GATHER_MS;
	const flushSoon = () => flushAt(Math.max(lastWriteMs + PROGRESS_MS, gathered()));

	return {
		async begin(name, deadlineAt) {
			orThrow();
			const before = steps.get(name)?.state;
			if (before === "succeeded" || (before === "running" && begun.has(name))) return;
			begun.add(name);
			for (const running of runningSteps()) if (running !== name) put(running, { state: "succeeded", finishedAt: now(), note: null });
			put(name, { ...pendingStep(name), state: "running", startedAt: now(), deadlineAt: deadlineAt.toISOString() });
			const isFirst = begun.size === 1;
			if (!isFirst) return flushAt(gathered());
			await flush();
			orThrow();
		},
		progress(name, progress, note) {
			const step = steps.get(name);
			if (step?.state !== "running" || done.signal.aborted) return;
			put(name, { progress: progress ?? step.progress, note });
			flushSoon();
		},
		instance(seen) {
			const key = rowKey(seen);
			const record = keepRoutes(rows.get(key), seen);
			if (isSameInstance(rows.get(key), record)) return;
			rows.set(key, record);
			dirtyRows.set(key, record);
			flushSoon();
		},
		end(state, note) {
			for (const name of runningSteps()) put(name, { state, finishedAt: now(), note: note ?? null });
		},
		settle(rest) {
			for (const step of steps.values()) {
				if (rest === "skipped" ? step.state === "pending" : step.name !== "admit" && step.state !== "pending")
					put(step.name, { ...(rest === "pending" ? pendingStep(step.name) : {}), state: rest });
			}
		},
		take,
		async close() {
			done.abort();
			await last;
			orThrow();
		},
		get running() {
			return runningSteps().at(-1) ?? null;
		},
		steps: inOrder,
		rows: () => [...rows.values()],
	};
}

const rowKey = (row: Pick<InstanceRecord, "service" | "index" | "generation">) => `${instanceKey(row)}@${row.generation}`;
