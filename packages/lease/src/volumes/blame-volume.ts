import { AppError, isAppError, type Reason } from "@berth/core";
import { reasonOf, type Subject, WorkFailure } from "../work/failure.ts";

/**
 * Runs engine calls about one instance's volume; what they throw is blamed on it.
 *
 * A directory of volumes that cannot be read, or is not the one it was, says nothing about any volume: that is an engine that does not
 * answer, for which a step waits.
 * Errors  WorkFailure.
 */
export async function blameVolume<T>(subject: Subject, run: () => Promise<T>): Promise<T> {
	try {
		return await run();
	} catch (err) {
		if (!isAppError(err)) throw err;
		const error = isRootTrouble(err) ? new AppError("ENGINE_UNREACHABLE", { data: err.data, cause: err }) : err;
		throw new WorkFailure(reasonOfVolume(error), subject, error);
	}
}

/** Whether the directory of volumes itself cannot be trusted now: its disk is not mounted, or its file cannot be read. */
export const isRootTrouble = (error: unknown): boolean =>
	isAppError(error, "ENGINE_FAILED") && (error.data.why === "root-changed" || error.data.why === "root-marker");

function reasonOfVolume(error: AppError): Reason {
	switch (error.code) {
		case "NOT_FOUND":
			return "VolumeMissing";
		case "NO_SPACE":
		case "ENGINE_UNREACHABLE":
		case "TIMEOUT":
		case "ABORTED":
			return reasonOf(error, "volumes");
		default:
			return error.data.why === "shrink" ? "VolumeCannotShrink" : "VolumeFailed";
	}
}
