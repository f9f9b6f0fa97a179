/** The states a lease can be in (design section 3). The first group rests, the second owns work and a deadline. */
export const restingStates = ["ready", "stopped", "failed", "closed"] as const;
export const workingStates = [
	"provisioning",
	"restarting",
	"updating",
	"restoring",
	"starting",
	"stopping",
	"failing",
	"deprovisioning",
] as const;
export const leaseStates = [...restingStates, ...workingStates] as const;

export type RestingState = (typeof restingStates)[number];
export type WorkingState = (typeof workingStates)[number];
export type LeaseState = (typeof leaseStates)[number];

export const isResting = (state: LeaseState): state is RestingState => (restingStates as readonly string[]).includes(state);
export const isWorking = (state: LeaseState): state is WorkingState => !isResting(state);
export const isClosing = (state: LeaseState): boolean => state === "deprovisioning" || state === "closed";
