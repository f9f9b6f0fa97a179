import { AppError, type RetentionState } from "@berth/core";

/** The error for a record that is not `active`. */
export const notRestorable = (state: RetentionState): AppError =>
	new AppError("INVALID_STATE", {
		message: sentences[state],
		data: { state },
	});

const sentences: Readonly<Record<RetentionState, string>> = {
	active: "This data was given back meanwhile.",
	restoring: "This data is being restored already.",
	importing: "This data is not all there yet.",
	reaping: "This data was given up.",
};
