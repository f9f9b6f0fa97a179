import type { BuildId, BuiltName, NodeId, TenantId } from "@berth/core";
import type { Audit } from "./audit/audit.ts";

/** `kept`: what its name stands for. `dropped`: replaced or given up, and there while releases name it. `going`: about to be removed. */
export const builtStates = ["building", "kept", "dropped", "going"] as const;
export type BuiltState = (typeof builtStates)[number];

export interface NewBuild extends BuiltName {
	readonly id: BuildId;
	readonly tenantId: TenantId;
	readonly nodeName: string;
	/** Who asks. */
	readonly by: string;
	/** Without a word for so long nobody builds it any more. */
	readonly holdMs: number;
	readonly imagesMax: number;
}

/** An image that is there. */
export interface BuiltImageRecord extends BuiltName {
	readonly id: BuildId;
	readonly tenantId: TenantId;
	readonly nodeId: NodeId;
	readonly imageId: string;
	readonly sizeBytes: number;
	readonly builtBy: string;
	readonly builtAt: Date;
}

/** What is left of a build on its node and needed by nobody. */
export interface LeftBuild extends BuiltName {
	readonly id: BuildId;
	readonly tenantId: TenantId;
	readonly made: readonly string[];
}

/** Images that tenants built, and what they may keep of them. */
export interface BuiltImageStore {
	/**
	 * Records a build that is about to begin. Errors  NOT_FOUND (no such tenant or node), FORBIDDEN (suspended), QUOTA_EXCEEDED
	 * (`data.which`: `builtImages`) when the tenant has too many beside the one of the same name.
	 */
	begin(build: NewBuild): Promise<void>;
	/** Says that it goes on, and what came of it. Errors  CONFLICT when it was given up. */
	hold(id: BuildId, holdMs: number, made: readonly string[]): Promise<void>;
	/**
	 * Keeps its image, in place of the one that had its name. Errors  CONFLICT when it was given up; QUOTA_EXCEEDED (`data.which`:
	 * `builtBytes`).
	 */
	keep(
		id: BuildId,
		image: { readonly imageId: string; readonly sizeBytes: number; readonly bytesMax: number },
		audit?: Audit,
	): Promise<BuiltImageRecord>;
	/** Gives up a build that is not kept, so that what is left of it goes at the next look. */
	giveUp(id: BuildId): Promise<void>;
	/** Those that are kept, by name and tag. */
	list(tenantId: TenantId): Promise<BuiltImageRecord[]>;
	/** What the tenant holds in all: kept, being built, and replaced ones that are still there. */
	holds(tenantId: TenantId): Promise<{ readonly images: number; readonly sizeBytes: number }>;
	/** What a name stands for now, or a build that is there still; null when the tenant has none. */
	find(tenantId: TenantId, of: BuiltName & { readonly buildId: BuildId | null }): Promise<BuiltImageRecord | null>;
	/** Keeps an image no longer. False when there was none. */
	drop(tenantId: TenantId, of: BuiltName, audit?: Audit): Promise<boolean>;
	/** Takes what is left on a node and named by no release of a lease that is open or can be brought back: it is used no more. */
	takeLeft(nodeName: string, limit: number): Promise<LeftBuild[]>;
	/** Forgets one that was taken, when nothing of it is left. */
	forget(id: BuildId): Promise<void>;
}
