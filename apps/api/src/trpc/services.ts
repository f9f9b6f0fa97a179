import type { ActorDetail, ActorView, LeaseId } from "@berth/core";
import type { AuditStore, CatalogStore, NodeStore, PeopleStore } from "@berth/db";
import type { PreflightResult } from "@berth/engine";
import type { Agent, Backups, Builds, ExecService, LeasePolicy, LeaseService, UsageService } from "@berth/lease";
import type { Accounts } from "../auth/accounts.ts";
import type { CallbackLog } from "../callbacks/callback-log.ts";
import type { ExecTickets } from "../exec/exec-tickets.ts";
import type { HostView } from "../host/host-view.ts";
import type { SystemView } from "../host/system-view.ts";
import type { Keys } from "../keys/keys.ts";
import type { CallLimits } from "../limits/call-limits.ts";
import type { DeviceLogins } from "../logins/device-logins.ts";
import type { Repeats } from "../repeats/repeats.ts";
import type { Webhooks } from "../webhooks/webhooks.ts";

/** All actors at one moment. */
export interface ActorsSnapshot {
	readonly at: string;
	readonly actors: readonly ActorView[];
}

/** What the procedures may call: each a small interface, handed in by the composition root. */
export interface Services {
	readonly leases: LeaseService;
	readonly usage: UsageService;
	readonly exec: ExecService;
	readonly execTickets: ExecTickets;
	readonly backups: Backups;
	readonly builds: Builds;
	readonly catalog: CatalogStore;
	readonly nodes: NodeStore;
	readonly people: PeopleStore;
	readonly accounts: Accounts;
	readonly keys: Keys;
	readonly deviceLogins: DeviceLogins;
	/** Does what comes with an idempotency key once. */
	readonly repeats: Repeats;
	readonly limits: Pick<CallLimits, "charge" | "chargeStranger">;
	readonly actors: {
		snapshot(): Promise<ActorsSnapshot>;
		/** The present snapshot, then one whenever it differs; looked at once a second while anybody watches. */
		watch(signal: AbortSignal): AsyncIterable<ActorsSnapshot>;
		/** One with all that is known of it. Errors  NOT_FOUND. */
		get(leaseId: LeaseId): Promise<ActorDetail>;
		/** The same, then whenever it differs. Errors  NOT_FOUND. */
		watchOne(leaseId: LeaseId, signal: AbortSignal): AsyncIterable<ActorDetail>;
		/** How many messages wait for one; null where it is not in this process. */
		inboxOf(leaseId: LeaseId): number | null;
	};
	/** The agent of this process; its status is null until the engine has answered once. */
	readonly agent: {
		readonly nodeName: string;
		status(): ReturnType<Agent["status"]> | null;
		/** Null where this process works no node. */
		sweeps(): ReturnType<Agent["sweeps"]>;
		/** Null where this process works no node. */
		leftovers(): ReturnType<Agent["leftovers"]>;
		/** Null where this process has no agent that could know. */
		orphanVolumes(): ReturnType<Agent["orphanVolumes"]> | null;
	};
	/** The host of this process's node; null where it works none. */
	readonly host: HostView | null;
	readonly system: SystemView;
	preflight(signal: AbortSignal): Promise<readonly PreflightResult[]>;
	readonly callbacks: CallbackLog;
	readonly webhooks: Webhooks;
	/** Who did what. */
	readonly audit: AuditStore;
	/** The key a tenant checks the signatures of its callbacks with. */
	callbackKey(tenantId: string): string;
	readonly policy: Policy;
}

interface Policy {
	readonly allowedRegistries: readonly string[];
	readonly bodyBytesMax: number;
	readonly inviteLinkMs: number;
	/** Where browsers reach this; without a slash at its end. */
	readonly publicUrl: string;
	/** How long a request may take before it is given up. */
	readonly requestMs: number;
	readonly hasVolumes: boolean;
	/** Null where no service can have a domain. */
	readonly ingressDomain: string | null;
	readonly retention: LeasePolicy["retention"];
}
