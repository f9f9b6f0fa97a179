/** What `actorStrip` says. */
export const actorStripText = {
	actor: "Actor",
} as const;

/** What `cancelOperation` says. */
export const cancelOperationText = {
	cancelling: "Cancelling…",
	cancelThe: (kind: string | number) => `Cancel the ${kind}`,
	itWasAskedToGive: "It was asked to give up and does so as soon as it can.",
	itWasNotCancelled: "It was not cancelled",
} as const;

/** What `closeDialog` says. */
export const closeDialogText = {
	close: (name: string | number) => `Close ${name}?`,
	closeLeaseAndDestroyData: "Close lease and destroy data",
	closeLease: "Close lease",
	whatBecomesOfItsData: "What becomes of its data could not be read",
	theCloseWasRefused: "The close was refused",
} as const;

/** What `commandDialog` says. */
export const commandDialogText = {
	theWasRefused: (value: string | number) => `The ${value} was refused`,
} as const;

/** What `diagnostic` says. */
export const diagnosticText = {
	exitCode: (exitCode: string | number) => `exit code ${exitCode}`,
	killedForItsMemory: "killed for its memory",
	outputOfTheHealthCheck: "Output of the health check",
	lastLine: "Last line",
	lastLines: (length: string | number) => `Last ${length} lines`,
	itWroteNothing: "It wrote nothing.",
	whatTheEngineSaid: "What the engine said",
} as const;

/** What `endpointPanel` says. */
export const endpointPanelText = {
	endpoints: "Endpoints",
	noneTheLeaseIsClosed: "None: the lease is closed.",
	notPublished: "not published",
	opensInANewTab: "(opens in a new tab)",
	addressOf: (service: string | number, instance: string | number) => `address of ${service}-${instance}`,
} as const;

/** What `eventRow` says. */
export const eventRowText = {
	operationId: "operation id",
} as const;

/** What `failurePanel` says. */
export const failurePanelText = {
	failure: "Failure",
	failingTheCausesAreBeing: "Failing: the causes are being gathered",
	failed: "Failed",
	retryWithTheSameRelease: "Retry with the same release",
	changeTheManifest: "Change the manifest",
	readTheLogs: "Read the logs",
} as const;

/** What `instanceTable` says. */
export const instanceTableText = {
	instances: "Instances",
	allInstancesAreRemoved: "All instances are removed.",
	noInstanceWasMadeYet: "No instance was made yet.",
	instance: "Instance",
	state: "State",
	health: "Health",
	image: "Image",
	exitCode: "Exit code",
	generation: "Generation",
	noCheck: "no check",
} as const;

/** What `leaseFrame` says. */
export const leaseFrameText = {
	theLeaseCouldNotBe: "The lease could not be loaded",
	thereIsNoSuchLease: "There is no such lease",
	itDoesNotExistOr: "It does not exist, or it belongs to another tenant.",
	allLeases: "All leases",
} as const;

/** What `leaseHead` says. */
export const leaseHeadText = {
	for: "for",
	quarantined: "quarantined",
	opensInANewTab: "(opens in a new tab)",
	endpoint: "endpoint",
	restart: "Restart",
	update: "Update",
	start: "Start",
	stop: "Stop",
	close: "Close",
} as const;

/** What `leaseTabs` says. */
export const leaseTabsText = {
	lease: "Lease",
} as const;

/** What `resourcePanel` says. */
export const resourcePanelText = {
	resources: "Resources",
	allGivenBack: "All given back.",
	ofDiskForTheRetained: (bytes: string | number) => `${bytes} of disk for the retained data; the rest is given back.`,
	cpu: "CPU",
	memory: "Memory",
	disk: "Disk",
} as const;

/** What `serviceRow` says. */
export const serviceRowText = {
	image: "image",
} as const;

/** What `stepRow` says. */
export const stepRowText = {
	of: (elapsed: string | number, age: string | number) => `${elapsed} of ${age}`,
	progress: "Progress",
} as const;

/** What `useCommand` says. */
export const useCommandText = {
	seeHowItGoes: "See how it goes",
} as const;
