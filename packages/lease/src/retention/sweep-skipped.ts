import type { AppError } from "@berth/core";
import { isRootTrouble } from "../volumes/blame-volume.ts";

/** Why a sweep looked at nothing: there are no volumes here, their directory cannot be trusted, or something did not answer. */
export type SweepSkipped = "no-volumes" | "root-unverified" | "engine" | "database";

export const skippedBy = (error: AppError): SweepSkipped => {
	if (isRootTrouble(error)) return "root-unverified";
	return error.code === "DATABASE_UNAVAILABLE" ? "database" : "engine";
};
