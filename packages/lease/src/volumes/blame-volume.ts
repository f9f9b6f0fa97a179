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
		const code = isRootTrouble(err) ? "ENGINE_UNREACHABLE" : err.code;
		// Its own words are the cause: that is what a diagnostic tells.
		const error = new AppError(code, { data: err.data, cause: err.cause ?? err });
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
			return byCause[String(error.data.why)] ?? "VolumeFailed";
	}
}

/** What the drivers say of a limit that cannot be set. */
const byCause: Readonly<Record<string, Reason>> = { shrink: "VolumeCannotShrink", busy: "VolumeInUse" };
