/** What `callbackKeyPanel` says. */
export const callbackKeyPanelText = {
	callbackKey: "callback key",
} as const;

/** What `settings` says. */
export const settingsText = {
	tenantId: "tenant id",
} as const;
