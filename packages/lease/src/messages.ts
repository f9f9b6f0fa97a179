import type { Reason } from "@berth/core";

/** What everybody may be told, by reason. Written here and nowhere else, so no foreign text can leak into it. */
const sentences = {
	ImageNotFound: "The image does not exist in its registry.",
	ImageDenied: "The registry does not let us read the image.",
	ImagePullFailed: "The image could not be pulled.",
	ContainerCreateFailed: "The container could not be created.",
	ContainerStartFailed: "The container could not be started.",
	ContainerExited: "The container's process ended.",
	OutOfMemory: "The container used more memory than its size allows and was stopped.",
	Unhealthy: "The health check did not succeed in time.",
	NotReady: "The container did not become ready in time.",
	DependencyFailed: "A service it depends on did not come up.",
	HostPortTaken: "Its stable port of the node is in use by something else.",
	MemoryInUse: "It uses more memory now than the smaller size has.",
	NetworkFailed: "The tenant's network could not be made.",
	VolumeFailed: "A volume could not be made.",
	VolumeMissing: "Its volume is not on the node's disk.",
	VolumeInUse: "Its volume can grow only while nothing uses it.",
	VolumeCannotShrink: "Its volume cannot become as small as the size says.",
	InitFailed: "An init service did not end with 0.",
	Expired: "The lease's term was over.",
	NoSpace: "The node's disk is full.",
	EngineUnreachable: "The container engine did not answer in time.",
	DeadlineExceeded: "The operation took longer than it may.",
	InstanceMissing: "A container vanished from the node.",
	Cancelled: "The operation was cancelled.",
	Superseded: "A later request took its place.",
	TeardownIncomplete: "The lease is closed; something of it could not be removed yet and will be.",
	Internal: "Something went wrong on our side.",
} as const satisfies Record<Reason, string>;

/** The curated sentence of a reason, naming the instance it is about where there is one: `web-0: The container's process ended.` */
export const messageOf = (reason: Reason, subject: string | null = null): string =>
	subject === null ? sentences[reason] : `${subject}: ${sentences[reason]}`;
