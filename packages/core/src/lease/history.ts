import type { LeaseEvent } from "./event.ts";
import type { OperationView } from "./operation.ts";
import type { ReleaseView } from "./view.ts";

/** Each way a release may differ from another in one place. Numbers and lists are written as JSON. */
export interface ReleaseFieldDiff {
	/** A field of the manifest or of what was leased: `image`, `env`, `quantity`. */
	readonly field: string;
	/** The entry of a field that has several: the variable's name, the port. */
	readonly key: string | null;
	readonly change: "added" | "removed" | "changed";
	/** Null where there was none, and where values are not shown. */
	readonly from: string | null;
	readonly to: string | null;
	/** The values differ and are shown to nobody. */
	readonly isMasked: boolean;
}

export interface ReleaseServiceDiff {
	readonly service: string;
	readonly change: "added" | "removed" | "changed";
	readonly fields: readonly ReleaseFieldDiff[];
}

/** Two releases of one lease, and what is different in the second. Services that are the same in both are left out. */
export interface ReleaseDiffView {
	readonly from: Omit<ReleaseView, "manifest" | "items">;
	readonly to: Omit<ReleaseView, "manifest" | "items">;
	readonly services: readonly ReleaseServiceDiff[];
}

/** An event in a list that goes over several leases. */
export interface ListedEventView extends LeaseEvent {
	readonly leaseName: string;
}

/** An operation in a list that goes over several leases. */
export interface ListedOperationView extends OperationView {
	readonly leaseName: string;
}
