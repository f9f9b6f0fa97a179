/** What `adminGate` says. */
export const adminGateText = {
	thesePagesAreForAdmins: "These pages are for admins",
	yourAccountIsNotAn: "Your account is not an admin of this installation.",
} as const;

/** What `gauge` says. */
export const gaugeText = {
	reserved: (label: string | number) => `${label} reserved`,
} as const;

/** What `capacityPanel` says. */
export const capacityPanelText = {
	capacity: "Capacity",
	leasedAndRetained: "leased and retained",
	cpu: "CPU",
	memory: "Memory",
	disk: "Disk",
} as const;

/** What `fleet` says. */
export const fleetText = {
	health: "Health",
	healthOfNodes: "Health of nodes",
	node: "Node",
	state: "State",
	engineHeard: "Engine heard",
	claimedBy: "Claimed by",
	never: "never",
	nobody: "nobody",
	tenantsThatUseMost: "Tenants that use most",
	cpuTimeOfTheLast: "CPU time of the last day",
	nothingWasUsedInThe: "Nothing was used in the last day",
	historyOfUseInThe: "History of use in the database",
	byMinute: "By minute",
	daysTwoAhead: "Days, two ahead",
	byHour: "By hour",
} as const;

/** What `watchTable` says. */
export const watchTableText = {
	costOfWatching: "Cost of watching",
	ofOneCoreToldBy: "of one core, told by each agent once a minute",
	node: "Node",
	cpu: "CPU",
	budget: "Budget",
	readFrom: "Read from",
	containers: "Containers",
	every: "Every",
	samplesS: "Samples/s",
	watched: "Watched",
	logsFollowed: "Logs followed",
	logLinesS: "Log lines/s",
	logBytes: "Log bytes",
	told: "Told",
	nothingToldYetAnAgent: "Nothing told yet: an agent does so within its first minutes.",
	within: (cpuBudgetPercent: string | number) => `within ${cpuBudgetPercent} %`,
	nothingYet: "nothing yet",
} as const;

/** What `imageTable` says. */
export const imageTableText = {
	idOf: (name: string | number) => `id of ${name}`,
} as const;

/** What `adminLeaseList` says. */
export const adminLeaseListText = {
	allLeases: "All leases",
	nobodyLeasesAnythingYet: "Nobody leases anything yet",
} as const;

/** What `hostPanel` says. */
export const hostPanelText = {
	apiCpu: (
		node: string | number,
		engine: string | number,
		version: string | number,
		apiVersion: string | number,
		os: string | number,
		arch: string | number,
		cpus: string | number,
		bytes: string | number,
		storageDriver: string | number,
		cgroup: string | number,
		cgroupVersion: string | number,
	) =>
		`${node} · ${engine} ${version} (API ${apiVersion}) · ${os} ${arch} · ${cpus} CPU · ${bytes} · ${storageDriver} · ${cgroup} ${cgroupVersion}`,
} as const;

/** What `nodePanel` says. */
export const nodePanelText = {
	cpu: "CPU",
	memory: "Memory",
	disk: "Disk",
} as const;

/** What `preflightTable` says. */
export const preflightTableText = {
	preflight: "Preflight",
	running: "Running…",
	runAgain: "Run again",
	theChecksCouldNotBe: "The checks could not be run",
	preflightChecks: "Preflight checks",
	status: "Status",
	check: "Check",
	seen: "Seen",
	whatToDo: "What to do",
	took: "Took",
	lastRun: "Last run",
	nothing: "nothing",
} as const;

/** What `orphanTable` says. */
export const orphanTableText = {
	volumeId: "volume id",
} as const;

/** What `inviteDialog` says. */
export const inviteDialogText = {
	inviteTo: (name: string | number) => `Invite to ${name}`,
	nothingIsMailedForSomebody: "Nothing is mailed: for somebody new you get a link that signs them in once, to hand over as you like.",
	eMail: "E-mail",
	name: "Name",
	optionalShownInsteadOfThe: "Optional; shown instead of the address.",
	role: "Role",
	member: "Member",
	owner: "Owner",
	viewer: "Viewer",
	theInvitationWasRefused: "The invitation was refused",
	cancel: "Cancel",
	makeLink: "Make link",
	theyAreIn: "They are in",
	hasAnAccountBelongsTo: (email: string | number, tenant: string | number) =>
		`${email} has an account, belongs to ${tenant} now, and signs in as always.`,
	done: "Done",
	signInLink: "Sign-in link",
	itSignsInOnceUntil: (email: string | number, moment: string | number) =>
		`It signs ${email} in, once, until ${moment}. Copy it now: it is not shown again.`,
	link: "link",
} as const;

/** What `tenantDialog` says. */
export const tenantDialogText = {
	newTenant: "New tenant",
	limitsMayStayEmptyThen: "Limits may stay empty; then only the nodes' capacity bounds it.",
	name: "Name",
	theTenantWasNotMade: "The tenant was not made",
	cancel: "Cancel",
	createTenant: "Create tenant",
} as const;

/** What `tenantFields` says. */
export const tenantFieldsText = {
	noLimit: "no limit",
	aCloseThatDoesNot: "A close that does not say what becomes of the data",
	doesWhatTheSizeOr: "does what the size or the installation says",
	retainsIt: "retains it",
	destroysIt: "destroys it",
} as const;

/** What `tenantRow` says. */
export const tenantRowText = {
	idOf: (name: string | number) => `id of ${name}`,
	of: (value: string | number) => `of ${value}`,
} as const;
