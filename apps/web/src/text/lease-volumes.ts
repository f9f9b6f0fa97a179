/** What the volumes of a lease say. */
export const volumesText = {
	title: "Volumes",
	failed: "The volumes could not be loaded",
	none: "This lease has no volumes",
	noneHint: "A service gets one by a size with disk and a mount in its manifest. What is written elsewhere goes with the container.",
	columns: { volume: "Volume", used: "Used", limit: "Limit", growth: "Growth", full: "Full in", node: "Node", created: "Made" },
	notMeasured: "not measured yet",
	steady: "steady",
	perDay: (bytes: string) => `${bytes} a day`,
	never: "–",
	more: "More volumes",
	usedOf: (name: string) => `Used of ${name}`,
	note: "Used is what was measured last, every five minutes. A volume stays when its instance goes and a release is rolled back.",
} as const;
