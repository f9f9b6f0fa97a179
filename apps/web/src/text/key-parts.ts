/** What `newKeyDialog` says. */
export const newKeyDialogText = {
	cancel: "Cancel",
} as const;
