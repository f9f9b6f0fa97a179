/** What all admin pages say alike. */
export const adminText = {
	old: (what: string, age: string) => `${what}: what is shown is ${age} old, and could not be read anew`,
	failed: (what: string) => `${what} could not be loaded`,
	cancel: "Cancel",
	none: "–",
	more: "Load more",
	elsewhere: "This process works no node",
	elsewhereHint: "What a host holds is told by the process beside it. Ask the service where it runs with the role all or agent.",
	nobody: "nobody",
	never: "never",
	unlimited: "no limit",
} as const;
