import { asError, type DiagnosticId, isAppError, newId, type Reason } from "@berth/core";
import type { LeaseChange } from "@berth/db";
import type { ContainerObservation } from "@berth/engine";
import { instanceKey } from "../names.ts";
import { isOurTrouble, type WorkFailure } from "./failure.ts";
import { isDead, isSamePlace, type PlacedInstance } from "./instance-rows.ts";
import type { Work } from "./work.ts";

export type Diagnostic = NonNullable<LeaseChange["diagnostics"]>[number];

const TAIL_LINES = 50;
const DETAIL_CHARS_MAX = 2_000;
/** Longer lines are cut: a row of the database is no log. */
const LINE_CHARS_MAX = 1_000;

/**
 * What can be learned of why instances are not well: exit code, memory, the last lines, the health check's
 * output, the engine's own words. For the lease's owner and admins; none of it goes into a message.
 *
 * With a failure at least one is returned, also when the engine tells nothing.
 * Errors  what the engine throws, when there is no failure to fall back on.
 */
export async function gatherDiagnostics(
	work: Pick<Work, "engine" | "lease" | "operation" | "clock">,
	instances: readonly PlacedInstance[],
	failure: WorkFailure | null,
	signal: AbortSignal,
): Promise<Diagnostic[]> {
	const { engine, lease } = work;
	const call = { signal };
	const unlessSilent = async <T>(otherwise: T, ask: () => Promise<T>): Promise<T> => {
		try {
			return await ask();
		} catch (err) {
			if (failure === null || isOurTrouble(err) || !isAppError(err)) throw err;
			return otherwise;
		}
	};
	const observed = await unlessSilent([], () => engine.containers.list({ leaseId: lease.id }, call));
	const patients = findPatients(instances, observed, failure);
	const found = await Promise.all(
		patients.map(async (patient) => {
			const { observation } = patient;
			const tail = observation === null ? [] : await unlessSilent([], () => engine.logs.tail(observation.id, TAIL_LINES, call));
			return toDiagnostic(
				work,
				patient,
				tail.map((line) => line.text),
				failure,
			);
		}),
	);
	return found.length === 0 && failure ? [withoutInstance(work, failure)] : found;
}

/** What is learned of the instances that a piece of work could not bring up; nothing of work that was given up on request. */
export async function diagnose(work: Work, failure: WorkFailure, signal: AbortSignal): Promise<Diagnostic[]> {
	if (failure.reason === "Cancelled") return [];
	const { coming, inits } = work.layout;
	// An init that has ended is well, unless the failure is about it.
	const blamed = inits.filter((one) => failure.subject !== null && instanceKey(one) === instanceKey(failure.subject));
	return gatherDiagnostics(work, [...blamed, ...coming], failure, signal);
}

interface Patient {
	readonly instance: PlacedInstance;
	readonly observation: ContainerObservation | null;
	readonly reason: Reason;
}

/** The instances that are not well: dead, missing, unhealthy, and the one a failure is about. Those never started are not ill. */
export function findPatients(
	instances: readonly PlacedInstance[],
	observed: readonly ContainerObservation[],
	failure: Pick<WorkFailure, "reason" | "subject"> | null,
): Patient[] {
	return instances.flatMap((instance) => {
		const isSubject = failure?.subject?.service === instance.service && failure.subject.index === instance.index;
		const observation = observed.find((one) => isSamePlace(instance, one)) ?? null;
		const own = observation === null ? (failure ? null : "InstanceMissing") : illness(observation);
		const reason = isSubject ? failure.reason : own;
		return reason === null ? [] : [{ instance, observation, reason }];
	});
}

const illness = (observed: ContainerObservation): Reason | null => {
	if (isDead(observed)) return observed.oomKilled ? "OutOfMemory" : "ContainerExited";
	return observed.health === "unhealthy" ? "Unhealthy" : null;
};

type Base = Pick<Work, "operation" | "clock">;

const toDiagnostic = ({ operation, clock }: Base, patient: Patient, tail: readonly string[], failure: WorkFailure | null): Diagnostic => {
	const { instance, observation, reason } = patient;
	const isSubject = failure?.subject && instanceKey(failure.subject) === instanceKey(instance);
	const told = isSubject ? failure.error.data : {};
	return {
		id: newId<DiagnosticId>(clock.now().getTime()),
		operationId: operation?.id ?? null,
		service: instance.service,
		index: instance.index,
		reason,
		exitCode: observation?.exitCode ?? (typeof told.exitCode === "number" ? told.exitCode : null),
		oomKilled: observation?.oomKilled === true || told.oomKilled === true,
		healthOutput: (reason === "NotReady" ? probeOutput(told) : null) ?? observation?.healthOutput ?? textOf(told.healthOutput),
		logTail: (tail.length > 0 ? tail : textsOf(told.logTail)).map((line) => line.slice(0, LINE_CHARS_MAX)),
		detail: cut(observation?.error ?? (isSubject ? wordsOf(failure) : null)),
	};
};

/** A failure that is about no container: an image, a network, the engine itself. */
const withoutInstance = ({ operation, clock, lease }: Base & Pick<Work, "lease">, failure: WorkFailure): Diagnostic => ({
	id: newId<DiagnosticId>(clock.now().getTime()),
	operationId: operation?.id ?? null,
	service: failure.subject?.service ?? lease.items[0]?.service ?? "",
	index: failure.subject?.index ?? 0,
	reason: failure.reason,
	exitCode: null,
	oomKilled: false,
	healthOutput: null,
	logTail: [],
	detail: cut(wordsOf(failure)),
});

/** What was last answered to the question whether it is ready. */
const probeOutput = ({ readiness }: Readonly<Record<string, unknown>>): string | null =>
	typeof readiness === "object" && readiness !== null && "output" in readiness ? textOf(readiness.output) : null;

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** Lines as errors of the engine carry them: texts, or lines with a text. */
const textsOf = (tail: unknown): string[] =>
	Array.isArray(tail)
		? tail.flatMap((line: unknown) => {
				if (typeof line === "string") return [line];
				return typeof line === "object" && line !== null && "text" in line && typeof line.text === "string" ? [line.text] : [];
			})
		: [];

const wordsOf = ({ error }: WorkFailure): string | null => (error.cause === undefined ? null : asError(error.cause).message);

const cut = (text: string | null): string | null => (text === null ? null : text.slice(0, DETAIL_CHARS_MAX));
