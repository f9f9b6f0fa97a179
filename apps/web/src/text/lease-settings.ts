/** What `dataChoice` says. */
export const dataChoiceText = {
	itsData: "Its data",
	keepItFor: (age: string | number) => `Keep it for ${age}`,
	untilThenTheLeaseCan: "Until then the lease can be reopened, or another made of its data.",
	destroyIt: "Destroy it",
	n1Volume: "1 volume",
	volumes: (volumes: string | number) => `${volumes} volumes`,
	ofUpToAtOnce: (bytes: string | number) => `of up to ${bytes}, at once and for good. Nobody can bring it back.`,
} as const;

/** What `domainPanel` says. */
export const domainPanelText = {
	domains: "Domains",
	domainOf: (service: string | number) => `Domain of ${service}`,
	pointItHereFirstIt: "Point it here first; it is routed as soon as it leads here. Empty takes it away.",
	shopExampleOrg: "shop.example.org",
	takeAway: "Take away",
	set: "Set",
	theDomainWasRefused: "The domain was refused",
} as const;

/** What `downloadArchive` says. */
export const downloadArchiveText = {
	downloadAnArchive: "Download an archive",
	theDownloadHasBegun: "The download has begun.",
	theDownloadHasBegunAbout: (bytes: string | number) => `The download has begun: about ${bytes}.`,
	itIsWholeOnlyIf: "It is whole only if the browser says so.",
	theDataIsOnNode: (node: string | number) => `The data is on node ${node}: download it from the Berth process beside it.`,
	nothingWasDownloaded: "Nothing was downloaded",
	archive: "Archive",
	allVolumesOfTheLease:
		"All volumes of the lease in one file, from which a lease can be made again, here or elsewhere. It holds the environment of the services too.",
	stopTheLeaseFirstIts: "Stop the lease first: its data may change while it runs",
} as const;

/** What `nothingRetained` says. */
export const nothingRetainedText = {
	retainedData: "Retained data",
	nothingOfItIsKept: "Nothing of it is kept, so it cannot be brought back.",
	itsDataWasDestroyedOn: (moment: string | number, value: string | number) => `Its data was destroyed on ${moment}, because ${value}. `,
	makeANewLease: "Make a new lease",
} as const;

/** What `quarantinePanel` says. */
export const quarantinePanelText = {
	quarantine: "Quarantine",
	theActorOfThisLease: "The actor of this lease takes no work. What runs goes on running; requests wait.",
	inQuarantineTheActorOf: "In quarantine the actor of this lease takes no work until an admin lifts it. What runs goes on running.",
	liftQuarantine: "Lift quarantine",
	putInQuarantine: "Put in quarantine",
	nothingWasChanged: "Nothing was changed",
} as const;

/** What `restoreDialog` says. */
export const restoreDialogText = {
	restoreAsANewLease: "Restore as a new lease",
	theNewLeaseHasThe: "The new lease has the manifest, the sizes and the data of the closed one, which stays closed.",
	nameOfTheNewLease: "Name of the new lease",
	theLeaseWasNotMade: "The lease was not made",
	cancel: "Cancel",
	restore: "Restore",
	giveTheLeaseAName: "Give the lease a name first",
} as const;

/** What `retentionPanel` says. */
export const retentionPanelText = {
	retainedData: "Retained data",
	n1Volume: "1 volume",
	volumes: (volumes: string | number) => `${volumes} volumes`,
	ofUpTo: (bytes: string | number) => `of up to ${bytes}`,
	is: "is",
	are: "are",
	keptUntil: (moment: string | number) => `kept until ${moment} (`,
	andThenDestroyed: ") and then destroyed.",
	reopenTheLease: "Reopen the lease",
	restoreAsANewLease: "Restore as a new lease",
	destroyNow: "Destroy now",
} as const;

/** What `scalePanel` says. */
export const scalePanelText = {
	sizesAndInstances: "Sizes and instances",
	service: "Service",
	size: "Size",
	instances: "Instances",
	sizeOf: (service: string | number) => `Size of ${service}`,
	instancesOf: (service: string | number) => `Instances of ${service}`,
	theChangeWasRefused: "The change was refused",
	moreInstancesAloneLeaveThose: "More instances alone leave those that run untouched. A volume stays when its instance goes.",
	scale: "Scale",
} as const;

/** What `settingsTab` says. */
export const settingsTabText = {
	identity: "Identity",
	lease: "Lease",
	leaseId: "lease id",
	tenant: "Tenant",
	node: "Node",
	partition: "Partition",
	closeThisLease: "Close this lease",
	close: (name: string | number) => `Close ${name}`,
} as const;

/** What `termPanel` says. */
export const termPanelText = {
	term: "Term",
	theLeaseHasNoEnd: "The lease has no end.",
	theLeaseClosesByItself: (moment: string | number) => `The lease closes by itself on ${moment} (`,
	until: "Until",
	setAnEnd: "Set an end",
	renew: "Renew",
	pickATimeFirst: "Pick a time first",
	withoutEnd: "Without end",
	theTermWasNotMoved: "The term was not moved",
} as const;

/** What `terminalTab` says. */
export const terminalTabText = {
	nothingRunsHereAtPresent: "Nothing runs here at present",
	aTerminalOpensAShell: (state: string | number) =>
		`A terminal opens a shell beside a running program. This lease is ${state}: start it, or wait until it is ready.`,
	nothingRunsHereAtPresentOf: (state: string | number) => `Nothing runs here at present: the lease is ${state}.`,
	instance: "Instance",
} as const;
