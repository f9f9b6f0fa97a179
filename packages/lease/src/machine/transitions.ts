import type { LeaseState, MachineEvent } from "@berth/core";

/** What one state does with events: `on` moves, `ignore` is heard and changes nothing, for the reason given. The rest is rejected. */
export interface TransitionRow {
	readonly on: Partial<Record<MachineEvent, LeaseState>>;
	readonly ignore: Partial<Record<MachineEvent, string>>;
}

const replaced = "a repeat of what brought the lease here";
const verifySees = "the verify step of the running plan sees it";
const planDecides = "the running plan decides what comes next";
const stale = "a close took the place of that work";
const lateDiagnosis = "a request took the place of the diagnosis";

/** What a lease may begin with. */
export const births = { provisionRequested: "provisioning", restoreRequested: "restoring" } as const satisfies TransitionRow["on"];

/** The lease machine: every move there is. `docs/lease-machine.md` is printed from it. */
export const transitions = {
	provisioning: {
		on: { provisionSucceeded: "ready", provisionFailed: "failed", closeRequested: "deprovisioning" },
		ignore: { instanceDied: verifySees, instancesRecovered: planDecides, diagnosed: lateDiagnosis },
	},
	ready: {
		on: {
			instanceDied: "failing",
			restartRequested: "restarting",
			updateRequested: "updating",
			stopRequested: "stopping",
			closeRequested: "deprovisioning",
		},
		ignore: {
			instancesRecovered: "all instances run already",
			provisionSucceeded: replaced,
			replaceSucceeded: replaced,
			replaceRolledBack: replaced,
			restoreSucceeded: replaced,
			startSucceeded: replaced,
		},
	},
	failing: {
		on: {
			diagnosed: "failed",
			provisionRequested: "provisioning",
			restartRequested: "restarting",
			updateRequested: "updating",
			closeRequested: "deprovisioning",
		},
		ignore: { instanceDied: "the diagnosis under way covers it", instancesRecovered: "the diagnosis ends first" },
	},
	failed: {
		on: {
			provisionRequested: "provisioning",
			restartRequested: "restarting",
			updateRequested: "updating",
			instancesRecovered: "ready",
			closeRequested: "deprovisioning",
		},
		ignore: {
			instanceDied: "the lease failed already",
			provisionFailed: replaced,
			replaceFailed: replaced,
			restoreFailed: replaced,
			stopFailed: replaced,
			startFailed: replaced,
			diagnosed: replaced,
		},
	},
	restarting: {
		on: { replaceSucceeded: "ready", replaceRolledBack: "ready", replaceFailed: "failed", closeRequested: "deprovisioning" },
		ignore: { instanceDied: verifySees, instancesRecovered: planDecides, diagnosed: lateDiagnosis },
	},
	updating: {
		on: {
			replaceSucceeded: "ready",
			replaceRolledBack: "ready",
			replaceFailed: "failed",
			changedAtRest: "stopped",
			closeRequested: "deprovisioning",
		},
		ignore: { instanceDied: verifySees, instancesRecovered: planDecides, diagnosed: lateDiagnosis },
	},
	restoring: {
		on: { restoreSucceeded: "ready", restoreFailed: "failed", closeRequested: "deprovisioning" },
		ignore: { instanceDied: verifySees, instancesRecovered: planDecides },
	},
	stopping: {
		on: { stopSucceeded: "stopped", stopFailed: "failed", closeRequested: "deprovisioning" },
		ignore: { instanceDied: "ending is what was asked of it", instancesRecovered: planDecides },
	},
	stopped: {
		on: { startRequested: "starting", updateRequested: "updating", closeRequested: "deprovisioning" },
		ignore: {
			instanceDied: "nothing runs, as was asked",
			instancesRecovered: "it was stopped on purpose; only a start makes it ready",
			stopSucceeded: replaced,
			changedAtRest: replaced,
		},
	},
	starting: {
		on: { startSucceeded: "ready", startFailed: "failed", closeRequested: "deprovisioning" },
		ignore: { instanceDied: verifySees, instancesRecovered: planDecides },
	},
	deprovisioning: {
		on: { teardownSucceeded: "closed", teardownFailed: "deprovisioning", teardownAbandoned: "closed" },
		ignore: {
			closeRequested: "it is closing already",
			instanceDied: "everything is being removed",
			instancesRecovered: "everything is being removed",
			provisionSucceeded: stale,
			provisionFailed: stale,
			replaceSucceeded: stale,
			replaceRolledBack: stale,
			replaceFailed: stale,
			changedAtRest: stale,
			restoreSucceeded: stale,
			restoreFailed: stale,
			stopSucceeded: stale,
			stopFailed: stale,
			startSucceeded: stale,
			startFailed: stale,
			diagnosed: stale,
		},
	},
	closed: { on: { reopenRequested: "restoring" }, ignore: {} },
} as const satisfies Record<LeaseState, TransitionRow>;
