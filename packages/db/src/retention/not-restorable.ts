import { AppError, type RetentionState } from "@berth/core";

/** The error for a record that is not `active`. */
export const notRestorable = (state: RetentionState): AppError =>
	new AppError("INVALID_STATE", {
		message: state === "restoring" ? "This data is being restored already." : "This data was given up.",
		data: { state },
	});
