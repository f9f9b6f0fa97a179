/** What a host may be able to do and what the dashboard greys out when it cannot. Closed: every engine says something of each. */
export const capabilityNames = [
	/** The kernel holds a container to this limit. */
	"memory-limit",
	"swap-limit",
	"cpu-limit",
	"pids-limit",
	/** Limits of a container can be changed while it runs. */
	"live-limits",
	/** A container is on several networks from its creation on; otherwise they are connected before its start. */
	"several-networks-at-create",
	/** A directory of an engine's own volume can be mounted. */
	"volume-subpath",
	/** The node keeps volumes, and holds each to its bytes. */
	"volumes",
	"volume-quota",
	/** Programs can be run beside a container's own. */
	"exec",
	/** Containers can be asked at their own addresses, as by readiness probes over the network. */
	"network-probes",
	/** Images can be built. */
	"build",
	/** Containers are kept from the cloud's metadata. */
	"metadata-guard",
	/** Containers go on while the daemon is restarted. */
	"live-restore",
] as const;

export type CapabilityName = (typeof capabilityNames)[number];

/** `why` says why not, for people; it is null when it is available. */
export type Capability = { readonly available: true; readonly why: null } | { readonly available: false; readonly why: string };

export type Capabilities = Readonly<Record<CapabilityName, Capability>>;

export const can: Capability = { available: true, why: null };
export const cannot = (why: string): Capability => ({ available: false, why });
export const canIf = (isSo: boolean, whyNot: string): Capability => (isSo ? can : cannot(whyNot));
