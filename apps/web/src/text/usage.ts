/** What `dayBars` says. */
export const dayBarsText = {
	byDay: "By day",
	daysOfUtcTheNewest: "days of UTC, the newest first",
	usageByDay: "Usage by day",
	day: "Day",
	cpuTimeAsABar: "CPU time as a bar",
	cpuTime: "CPU time",
	memory: "Memory",
	disk: "Disk",
} as const;

/** What `exportPanel` says. */
export const exportPanelText = {
	export: "Export",
	aLineForEachService: "A line for each service and",
	hour: "hour",
	minuteTheLast7Days: "minute (the last 7 days at most)",
	cpuTimeIsInSeconds:
		"CPU time is in seconds; memory and disk are bytes times seconds: divide by 3,600 for byte-hours. An empty field or null was not measured, which is not zero.",
} as const;

/** What `usage` says. */
export const usageText = {
	usage: "Usage",
	timeAddedUp: "Time added up",
	whatIsShownIsOld: "What is shown is old: the usage could not be loaded anew",
	theUsageCouldNotBe: "The usage could not be loaded",
	byLease: "By lease",
	theThatUsedMostCpu: (length: string | number, leasesTotal: string | number) => `the ${length} that used most CPU, of ${leasesTotal}`,
	mostCpuFirst: "most CPU first",
	nothingWasUsedInThis: "Nothing was used in this time",
	whatLeasesUseIsAdded: "What leases use is added up here within some minutes.",
	lookAtYourLeases: "Look at your leases",
	usageByLease: "Usage by lease",
	lease: "Lease",
	measured: "Measured",
	cpuTime: "CPU time",
	memory: "Memory",
	disk: "Disk",
	received: "Received",
	sent: "Sent",
} as const;
