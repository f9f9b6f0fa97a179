import type { Call } from "../call.ts";
import type { HostTools } from "../host-tools.ts";
import type { HostFacts } from "./host-facts.ts";
import type { VolumeDriverKind, VolumeObservation, VolumeSpec } from "./volume-group.ts";

/** Whether a driver can work in a directory, and if not, what was seen and what to do. */
export type DriverProbe =
	| { readonly usable: true; readonly seen: string }
	| { readonly usable: false; readonly seen: string; readonly remedy: string };

/**
 * One way to hold a limit on bytes. Same promises as the verbs of `VolumeGroup`, for ids already checked; calls for one
 * volume never overlap.
 */
export interface VolumeDriver {
	readonly kind: VolumeDriverKind;
	readonly hasQuota: boolean;
	probe(call: Call): Promise<DriverProbe>;
	ensure(spec: VolumeSpec, call: Call): Promise<{ readonly outcome: "created" | "changed" | "kept" }>;
	setQuota(id: string, bytes: number, call: Call): Promise<{ readonly changed: boolean }>;
	usage(id: string, call: Call): Promise<VolumeObservation>;
	/** `only`: these alone are wanted, and exactly; null for all, which may lag. One that goes meanwhile is left out. */
	list(call: Call, only: ReadonlySet<string> | null): Promise<VolumeObservation[]>;
	destroy(id: string, call: Call): Promise<{ readonly changed: boolean }>;
	/** Makes one existing volume usable after a reboot. Returns whether there was something to do. */
	attach(id: string, call: Call): Promise<boolean>;
}

export interface DriverContext {
	/** The directory of volumes: absolute, without links in its path. */
	readonly root: string;
	readonly tools: HostTools;
	readonly host: HostFacts;
}
