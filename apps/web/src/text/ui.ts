/** What `ShownOnce` says beside what it shows. */
export const shownOnceText = { done: "Done" } as const;

/** What `terminalPanel` says. */
export const terminalPanelText = {
	terminalIn: (service: string | number, index: string | number) => `Terminal in ${service}-${index}`,
	disconnect: "Disconnect",
	reconnect: "Reconnect",
	connect: "Connect",
	forAScreenReader: "For a screen reader",
	thatThisSessionWasOpened:
		"That this session was opened, by whom and how it ended is written into the lease's events; what is typed and printed is not. Ctrl+Shift+K leaves the terminal.",
	theTerminalCouldNotBe: "The terminal could not be opened",
} as const;

/** What `terminalState` says. */
export const terminalStateText = {
	connecting: "Connecting…",
} as const;

/** What `brand` says. */
export const brandText = {
	berth: "Berth",
} as const;

/** What `confirmDialog` says. */
export const confirmDialogText = {
	typeToConfirm: (typed: string | number) => `Type ${typed} to confirm`,
	cancel: "Cancel",
} as const;

/** What `copyButton` says. */
export const copyButtonText = {
	copy: (what: string | number) => `Copy ${what}`,
	copied: "Copied",
} as const;

/** What `dialogBody` says. */
export const dialogBodyText = {
	closeDialog: "Close dialog",
} as const;

/** What `problemPanel` says. */
export const problemPanelText = {
	tryAgain: "Try again",
	code: "Code",
	request: "Request",
	requestId: "request id",
} as const;
