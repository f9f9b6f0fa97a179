/** What `importDialog` says. */
export const importDialogText = {
	cancel: "Cancel",
} as const;
