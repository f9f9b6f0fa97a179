import { type AppError, type ErrorCode, isAppError, type Reason, type StepName, toAppError } from "@berth/core";
import { Superseded } from "./writer.ts";

/** The instance a failure is about. */
export interface Subject {
	readonly service: string;
	readonly index: number;
}

/** Work that cannot be done, with the reason decided where it happened. Never leaves this package. */
export class WorkFailure extends Error {
	override readonly name = "WorkFailure";
	readonly reason: Reason;
	readonly subject: Subject | null;
	readonly error: AppError;
	constructor(reason: Reason, subject: Subject | null, error: AppError) {
		super(`${reason}${subject ? ` of ${subject.service}-${subject.index}` : ""}`, { cause: error });
		this.reason = reason;
		this.subject = subject;
		this.error = error;
	}
}

/** Runs one engine call of a step; what it throws is blamed on the instance it was for. */
export async function blame<T>(step: StepName | null, subject: Subject | null, run: () => Promise<T>): Promise<T> {
	try {
		return await run();
	} catch (err) {
		if (!isAppError(err) || !isEngineCode(err.code)) throw err;
		throw new WorkFailure(reasonOf(err, step), subject, err);
	}
}

/** Whether trying again may help: the engine did not answer, which says nothing about what was asked. */
export const isUnreachable = (error: unknown): boolean =>
	error instanceof WorkFailure
		? isAppError(error.error, "ENGINE_UNREACHABLE", "TIMEOUT")
		: isAppError(error, "ENGINE_UNREACHABLE", "TIMEOUT");

/** Whether the database or the claim failed us, or the work is not wanted any more: nothing may be concluded about the work. */
export const isOurTrouble = (error: unknown): boolean =>
	error instanceof Superseded || isAppError(error, "DATABASE_UNAVAILABLE", "CLAIM_LOST", "VERSION_CONFLICT");

/** Whatever else was thrown, as a failure; null for a bug, which is no outcome of the work. */
export function toFailure(error: unknown, step: StepName | null): WorkFailure | null {
	if (error instanceof WorkFailure) return error;
	const known = toAppError(error);
	return isEngineCode(known.code) ? new WorkFailure(reasonOf(known, step), null, known) : null;
}

/** The public category of an engine's error, by its code and by what was being done; never by its text. */
export function reasonOf(error: AppError, step: StepName | null): Reason {
	switch (error.code) {
		case "IMAGE_NOT_FOUND":
		case "IMAGE_WRONG_PLATFORM":
			return "ImageNotFound";
		case "IMAGE_DENIED":
			return "ImageDenied";
		case "IMAGE_PULL_FAILED":
		case "IMAGE_RATE_LIMITED":
			return "ImagePullFailed";
		case "NO_SPACE":
			return "NoSpace";
		case "ENGINE_UNREACHABLE":
			return "EngineUnreachable";
		case "TIMEOUT":
		case "ABORTED":
			return "DeadlineExceeded";
		case "INSTANCE_EXITED":
			return error.data.oomKilled === true ? "OutOfMemory" : "ContainerExited";
		case "NOT_READY":
			return error.data.health === "unhealthy" || error.data.health === "starting" ? "Unhealthy" : "NotReady";
		case "NOT_FOUND":
			return "InstanceMissing";
		default:
			return byCause[String(error.data.why)] ?? (step && byStep[step]) ?? "Internal";
	}
}

/** What the engine says more exactly than by its code. */
const byCause: Readonly<Record<string, Reason>> = { "port-taken": "HostPortTaken", "memory-in-use": "MemoryInUse" };

/** What the engine's general errors mean, by the step that met them. */
const byStep: Partial<Record<StepName, Reason>> = {
	pull: "ImagePullFailed",
	network: "NetworkFailed",
	volumes: "VolumeFailed",
	init: "InitFailed",
	create: "ContainerCreateFailed",
	start: "ContainerStartFailed",
	verify: "NotReady",
};

const engineCodes = [
	"IMAGE_NOT_FOUND",
	"IMAGE_DENIED",
	"IMAGE_PULL_FAILED",
	"IMAGE_RATE_LIMITED",
	"IMAGE_WRONG_PLATFORM",
	"NO_SPACE",
	"ENGINE_UNREACHABLE",
	"ENGINE_DENIED",
	"ENGINE_FAILED",
	"TIMEOUT",
	"ABORTED",
	"INSTANCE_EXITED",
	"NOT_READY",
	"NOT_FOUND",
	"CONFLICT",
	"UNSUPPORTED",
	"BAD_INPUT",
] as const satisfies readonly ErrorCode[];

const isEngineCode = (code: ErrorCode): boolean => (engineCodes as readonly ErrorCode[]).includes(code);
