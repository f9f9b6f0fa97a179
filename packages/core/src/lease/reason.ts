/**
 * Why a lease or an operation failed, as everybody may know it. Add-only: a reason is never renamed or reused.
 * It is decided where the failure happens and never read out of an error's text.
 */
export const reasonAdvice = {
	ImageNotFound: "Check the image's name and tag.",
	ImageDenied: "The registry refuses us; check that the image is public or its credentials are set.",
	ImagePullFailed: "The registry did not deliver the image; try again.",
	ContainerCreateFailed: "The engine refused the container; an admin can see why.",
	ContainerStartFailed: "The container could not be started; check its command.",
	ContainerExited: "The process ended; read its last lines below.",
	OutOfMemory: "The process used more memory than its size allows; pick a larger size.",
	Unhealthy: "The health check did not succeed in time; read its output below.",
	NotReady: "The container did not become ready in time.",
	DependencyFailed: "A service this one depends on did not come up.",
	HostPortTaken: "Something else on the node has the service's stable port; an admin can see what and free it.",
	MemoryInUse: "It uses more memory than the smaller size has; restart it first, or change its size while it is stopped.",
	NetworkFailed: "The tenant's network could not be made; an admin can see why.",
	VolumeFailed: "A volume could not be made; an admin can see why.",
	VolumeMissing: "The data is not where it should be; nothing was made in its place, and an admin can see more.",
	VolumeInUse: "Stop the lease, change its size, and start it again.",
	VolumeCannotShrink: "Pick a size with at least the disk it has now.",
	InitFailed: "An init service did not end well; read its last lines below.",
	Expired: "The lease's term was over.",
	NoSpace: "The node's disk is full; an admin has been told.",
	EngineUnreachable: "The container engine does not answer; the work goes on when it does.",
	DeadlineExceeded: "The operation took longer than it may.",
	InstanceMissing: "A container vanished from the node.",
	Cancelled: "The operation was cancelled.",
	Superseded: "A later request took its place.",
	TeardownIncomplete: "Something could not be removed; it is recorded and will be removed later.",
	Internal: "Something went wrong on our side; an admin can see what.",
} as const satisfies Record<string, string>;

export type Reason = keyof typeof reasonAdvice;
