import type {
	CloseInput,
	LeaseDetail,
	LeaseFeedMessage,
	LeaseId,
	LeaseListMessage,
	LeaseState,
	LeaseSummary,
	LogMessage,
	OperationView,
	ProvisionInput,
	RestartInput,
	TenantId,
} from "@berth/core";
import type { Scope } from "@berth/db";

/** Who asks: shown as the actor of events (`user:ada@example.org`), and whose leases they may touch. */
export interface Caller {
	readonly label: string;
	readonly scope: Scope;
}

/** A command was taken: the row says so already. `joined` when the idempotency key had been used for the same request. */
export interface Accepted {
	readonly leaseId: LeaseId;
	readonly operationId: string;
	readonly state: LeaseState;
	readonly version: number;
	readonly joined: boolean;
}

/** What the rules offer to a transport. Every call is bound to its caller's scope; a foreign id is NOT_FOUND. */
export interface LeaseService {
	/** Errors  BAD_INPUT, INVALID_MANIFEST, IMAGE_NOT_ALLOWED, SKU_UNKNOWN, NAME_TAKEN, QUOTA_EXCEEDED, CAPACITY_EXHAUSTED, IDEMPOTENCY_KEY_REUSED. */
	provision(caller: Caller, tenantId: TenantId, input: ProvisionInput): Promise<Accepted>;
	/** Errors  NOT_FOUND, INVALID_STATE (`data.state`, `data.event`), IDEMPOTENCY_KEY_REUSED. */
	restart(caller: Caller, input: RestartInput): Promise<Accepted>;
	/** Closing what is closing already joins it. Errors  NOT_FOUND, INVALID_STATE. */
	close(caller: Caller, input: CloseInput): Promise<Accepted>;
	/** Sets or lifts quarantine: the lease's actor takes no work. Admins only, by the transport. */
	quarantine(caller: Caller, leaseId: LeaseId, quarantined: boolean): Promise<void>;

	get(caller: Caller, leaseId: LeaseId): Promise<LeaseDetail>;
	list(
		caller: Caller,
		options: { readonly limit: number; readonly after?: string; readonly includeClosed?: boolean; readonly search?: string },
	): Promise<{
		readonly leases: readonly LeaseSummary[];
		readonly next: string | null;
		readonly counts: Partial<Record<LeaseState, number>>;
	}>;
	operations(caller: Caller, leaseId: LeaseId, limit: number): Promise<readonly OperationView[]>;

	/** Positions are `seq`. The first message is a `reset` unless `afterSeq` is given and all since it is still there. */
	watch(caller: Caller, leaseId: LeaseId, options: { readonly afterSeq?: number }, signal: AbortSignal): AsyncIterable<LeaseFeedMessage>;
	watchList(caller: Caller, signal: AbortSignal): AsyncIterable<LeaseListMessage>;
	/** Lines of all (or the named) services merged by time; `after` resumes from a cursor. Follows new instances as they come. */
	logs(
		caller: Caller,
		leaseId: LeaseId,
		options: { readonly services?: readonly string[]; readonly tail: number; readonly follow: boolean; readonly after?: string },
		signal: AbortSignal,
	): AsyncIterable<LogMessage>;
}
