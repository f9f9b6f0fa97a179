/** What the pages of one lease say. */
export const leaseText = {
	tabs: {
		summary: "Summary",
		services: "Services",
		logs: "Logs",
		metrics: "Metrics",
		terminal: "Terminal",
		releases: "Releases",
		volumes: "Volumes",
		events: "Events",
		settings: "Settings",
	},
	operation: {
		title: (kind: string, instance: string | null, release: number | null) =>
			`Operation · ${kind}${instance === null ? "" : ` of ${instance}`}${release === null ? "" : ` to release ${release}`}`,
		steps: "Steps",
		by: (who: string) => `by ${who}`,
		attempt: (nth: number) => `attempt ${nth}`,
		running: (time: string) => `running for ${time}`,
		next: (when: string) => `looks again ${when}`,
	},
	strip: {
		actor: "Actor",
		working: (kind: string, step: string | null) => (step === null ? `does the ${kind}` : `does the ${kind}, step ${step}`),
		resting: "at rest: nothing to do",
		attempt: (nth: number) => `attempt ${nth}`,
		last: (to: string, from: string, when: string) => `last ${to} ← ${from} ${when}`,
		nothing: "nothing",
		next: (when: string) => `looks again ${when}`,
		deadline: (when: string) => `deadline ${when}`,
		ends: (when: string) => `closes by itself ${when}`,
	},
	restarts: {
		title: "Starts and ends",
		none: "Nothing has ended or started again since it came up.",
		all: "All in the events",
	},
	term: { moved: "The term was moved", undo: "Undo" },
} as const;
