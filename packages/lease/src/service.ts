import type {
	CancelInput,
	ChangePlanView,
	CloseInput,
	ClosePlanView,
	DiagnosticView,
	ImagePlanView,
	LeaseDetail,
	LeaseEventType,
	LeaseFeedMessage,
	LeaseId,
	LeaseListMessage,
	LeaseState,
	LeaseSummary,
	ListedEventView,
	ListedOperationView,
	LogMessage,
	LogPage,
	LogQuery,
	LogScanMessage,
	NodeId,
	OperationId,
	OperationState,
	OperationView,
	ProvisionInput,
	ProvisionPlanView,
	ReleaseDiffView,
	ReleaseView,
	RenewInput,
	ReopenInput,
	RestartInput,
	RestoreInput,
	RetentionId,
	RetentionTombstoneView,
	RetentionView,
	RetryInput,
	RollBackInput,
	ScaleInput,
	SetDomainInput,
	SetEnvInput,
	StartInput,
	StopInput,
	TenantId,
	UpdateInput,
	VolumeView,
	WaitInput,
} from "@berth/core";
import type { Audit, LeaseListOptions, NewLease, Scope } from "@berth/db";
import type { EventFeedMessage } from "./feed/event-feed.ts";
import type { LogPageOptions, ScanLimits } from "./logs/log-options.ts";
import type { StatsFeedMessage } from "./usage/stats-feed.ts";

/** Who asks: shown as the actor of events (`user:ada@example.org`), and whose leases they may touch. */
export interface Caller {
	readonly label: string;
	readonly scope: Scope;
	/** Whether values of an environment are shown to them; who does not say so sees that they are there and no more. */
	readonly seesValues: boolean;
	/** Written with what they ask for. Absent where the transport keeps no such log. */
	readonly audit?: Audit;
}

/** A command was taken: the row says so already. `joined` when the same request was made before: by its key, or because it is under way. */
export interface Accepted {
	readonly leaseId: LeaseId;
	readonly operationId: string;
	readonly state: LeaseState;
	readonly version: number;
	readonly joined: boolean;
}

/** What the client of the backend protocol says beside what everybody can say. */
export interface BackendTerms {
	/** How it names the new lease. */
	readonly backend?: NewLease["backend"];
	/** Names of the tenant's own, by service. */
	readonly domains?: Readonly<Record<string, string>>;
}

/** What a retry may change beside the manifest. */
export interface RetryTerms extends Pick<BackendTerms, "domains"> {
	readonly items?: ProvisionInput["items"];
}

export interface UpdateTerms {
	/** Whether what says the same as the present release is a release all the same, and no mistake. */
	readonly evenIfSame?: boolean;
}

/** A page of a list; `cursor` is the `next` of the page before. */
export interface PageInput {
	readonly limit: number;
	readonly cursor?: string;
}

export interface OperationFilter extends PageInput {
	readonly leaseId?: LeaseId;
	readonly states?: readonly OperationState[];
}

export interface VolumeFilter extends PageInput {
	readonly leaseId?: LeaseId;
	readonly nodeId?: NodeId;
}

export interface EventFilter extends PageInput {
	readonly leaseId?: LeaseId;
	readonly types?: readonly LeaseEventType[];
	readonly from?: Date;
	readonly until?: Date;
}

/** What the rules offer to a transport. Every call is bound to its caller's scope; a foreign id is NOT_FOUND. */
export interface LeaseService {
	/** Errors  BAD_INPUT, INVALID_MANIFEST, IMAGE_NOT_ALLOWED, SKU_UNKNOWN, NAME_TAKEN, QUOTA_EXCEEDED, CAPACITY_EXHAUSTED, IDEMPOTENCY_KEY_REUSED. */
	provision(caller: Caller, tenantId: TenantId, input: ProvisionInput, terms?: BackendTerms): Promise<Accepted>;
	/** Errors  NOT_FOUND, INVALID_STATE (`data.state`, `data.event`), THROTTLED (`data.retryAfterMs`), IDEMPOTENCY_KEY_REUSED. */
	restart(caller: Caller, input: RestartInput): Promise<Accepted>;
	/** Tries a failed lease again; its data and its count of failures stay. Errors  as restart and update. */
	retry(caller: Caller, input: RetryInput, terms?: RetryTerms): Promise<Accepted>;
	/**
	 * The five that make a release: a new manifest, other quantities or sizes, another environment, another domain, an old release
	 * again. A stopped lease takes them without starting.
	 *
	 * Errors  those of provision; NOT_FOUND (also for a release that is not there), INVALID_STATE, RELEASE_CONFLICT, THROTTLED,
	 *         BAD_INPUT when nothing would change.
	 */
	update(caller: Caller, input: UpdateInput, terms?: UpdateTerms): Promise<Accepted>;
	scale(caller: Caller, input: ScaleInput): Promise<Accepted>;
	setEnv(caller: Caller, input: SetEnvInput): Promise<Accepted>;
	setDomain(caller: Caller, input: SetDomainInput): Promise<Accepted>;
	rollBack(caller: Caller, input: RollBackInput): Promise<Accepted>;
	/** Errors  NOT_FOUND, INVALID_STATE, THROTTLED (`data.retryAfterMs`), IDEMPOTENCY_KEY_REUSED. */
	stop(caller: Caller, input: StopInput): Promise<Accepted>;
	start(caller: Caller, input: StartInput): Promise<Accepted>;
	/** Moves the end of a lease's term, whatever its state but closed. Errors  NOT_FOUND, INVALID_STATE, BAD_INPUT for a time that is past. */
	renew(caller: Caller, input: RenewInput): Promise<LeaseDetail>;
	/** What a close would do with the data at present, and what one that destroys it must state. Errors  NOT_FOUND. */
	planClose(caller: Caller, leaseId: LeaseId): Promise<ClosePlanView>;
	/** Closing what is closing already joins it. Errors  NOT_FOUND, INVALID_STATE, CONFLICT (`data.bytes`) for a wrong amount of data. */
	close(caller: Caller, input: CloseInput): Promise<Accepted>;
	/** Makes a new lease of what a closed one left. Errors  those of provision; NOT_FOUND, INVALID_STATE when it is not there to be restored. */
	restore(caller: Caller, tenantId: TenantId, input: RestoreInput, terms?: BackendTerms): Promise<Accepted>;
	/** Brings a closed lease back while its data is retained. Errors  NOT_FOUND, INVALID_STATE, NAME_TAKEN, QUOTA_EXCEEDED, CAPACITY_EXHAUSTED. */
	reopen(caller: Caller, input: ReopenInput): Promise<Accepted>;
	/** Asks the operation under way to give up; how that ended is its own state. Errors  NOT_FOUND; INVALID_STATE for one that is over or cannot be cancelled. */
	cancel(caller: Caller, input: CancelInput): Promise<OperationView>;
	/** Resolves when it is so, or with `met: false` when the time is over. Holds no connection while it waits. Errors  NOT_FOUND. */
	wait(
		caller: Caller,
		input: WaitInput,
		signal: AbortSignal,
	): Promise<{ readonly met: boolean; readonly lease: LeaseDetail; readonly operation: OperationView | null }>;
	/** What a new lease would be, and whether it would be admitted. Writes nothing. Errors  those of provision, but for room, quota and name. */
	planProvision(caller: Caller, tenantId: TenantId, input: ProvisionInput): Promise<ProvisionPlanView>;
	/** What would an update to this be: which services it touches and why. Writes nothing. Errors  those of update. */
	planUpdate(caller: Caller, input: UpdateInput): Promise<ChangePlanView>;
	releases(
		caller: Caller,
		leaseId: LeaseId,
		page: PageInput,
	): Promise<{ readonly releases: readonly ReleaseView[]; readonly next: string | null }>;
	/** What is different in the second of two releases; values of the environment are not told. Errors  NOT_FOUND, also for a release that was pruned. */
	compareReleases(caller: Caller, leaseId: LeaseId, numbers: { readonly from: number; readonly to: number }): Promise<ReleaseDiffView>;
	retentions(
		caller: Caller,
		options: { readonly limit: number; readonly after?: string; readonly partition?: string },
	): Promise<{ readonly retentions: readonly RetentionView[]; readonly next: string | null }>;
	/** One record or, when it is gone, what became of it, for as long as that is known. Errors  NOT_FOUND. */
	retention(
		caller: Caller,
		retentionId: RetentionId,
	): Promise<{ readonly retention: RetentionView | null; readonly gone: RetentionTombstoneView | null }>;
	goneRetentions(
		caller: Caller,
		options: { readonly limit: number; readonly after?: string },
	): Promise<{ readonly gone: readonly RetentionTombstoneView[]; readonly next: string | null }>;
	extendRetention(caller: Caller, retentionId: RetentionId, expiresAt: Date): Promise<RetentionView>;
	/** Gives retained data up. Errors  NOT_FOUND; INVALID_STATE while it is being restored. */
	relinquish(caller: Caller, retentionId: RetentionId): Promise<RetentionView>;
	/** Sets or lifts quarantine: the lease's actor takes no work. Admins only, by the transport. */
	quarantine(caller: Caller, leaseId: LeaseId, quarantined: boolean): Promise<void>;

	get(caller: Caller, leaseId: LeaseId): Promise<LeaseDetail>;
	list(
		caller: Caller,
		options: Omit<LeaseListOptions, "after"> & { readonly after?: string },
	): Promise<{
		readonly leases: readonly LeaseSummary[];
		readonly next: string | null;
		readonly counts: Partial<Record<LeaseState, number>>;
	}>;
	/** The lists of what was: newest first; `cursor` is the `next` of the page before. Errors  NOT_FOUND for a lease that is not theirs. */
	operations(
		caller: Caller,
		page: OperationFilter,
	): Promise<{ readonly operations: readonly ListedOperationView[]; readonly next: string | null }>;
	operation(caller: Caller, operationId: OperationId): Promise<ListedOperationView>;
	events(caller: Caller, page: EventFilter): Promise<{ readonly events: readonly ListedEventView[]; readonly next: string | null }>;
	diagnostics(
		caller: Caller,
		leaseId: LeaseId,
		page: PageInput,
	): Promise<{ readonly diagnostics: readonly DiagnosticView[]; readonly next: string | null }>;

	/** Positions are `seq`. The first message is a `reset` unless `afterSeq` is given and all since it is still there. */
	watch(caller: Caller, leaseId: LeaseId, options: { readonly afterSeq?: number }, signal: AbortSignal): AsyncIterable<LeaseFeedMessage>;
	watchList(caller: Caller, signal: AbortSignal): AsyncIterable<LeaseListMessage>;
	/** Events of everything in scope as they happen, the newest page first. */
	watchEvents(caller: Caller, signal: AbortSignal): AsyncIterable<EventFeedMessage>;
	/** Volumes with their owners, oldest first. Errors  NOT_FOUND for a lease that is not theirs. */
	volumes(caller: Caller, page: VolumeFilter): Promise<{ readonly volumes: readonly VolumeView[]; readonly next: string | null }>;
	/** The images of its present release, and what is known of them on its node. Errors  NOT_FOUND. */
	images(caller: Caller, leaseId: LeaseId): Promise<readonly ImagePlanView[]>;
	/** Has the lease's node compare it with its containers, in whatever process. Errors  NOT_FOUND. */
	nudge(caller: Caller, leaseId: LeaseId): Promise<void>;
	/** Has the lease's node let its actor go and make another, which goes on from the row. Errors  NOT_FOUND. */
	restartActor(caller: Caller, leaseId: LeaseId): Promise<void>;
	/** Lines of all (or the named) services merged by time; `after` resumes from a cursor. Follows new instances as they come. */
	logs(
		caller: Caller,
		leaseId: LeaseId,
		options: {
			readonly services?: readonly string[];
			/** Of these services only the instances of that number. */
			readonly instance?: number;
			readonly tail: number;
			readonly follow: boolean;
			readonly after?: string;
		},
		signal: AbortSignal,
	): AsyncIterable<LogMessage>;
	/** Lines on one side of a position, or between two. Errors  NOT_FOUND, BAD_INPUT, UNSUPPORTED, ENGINE_UNREACHABLE. */
	logPage(caller: Caller, leaseId: LeaseId, options: LogPageOptions, signal: AbortSignal): Promise<LogPage>;
	/** Every kept line that is wanted, oldest first, and how far the reading has come. Errors  THROTTLED (`data.which`, `data.retryAfterMs`), and those of `logPage`. */
	scanLogs(
		caller: Caller,
		leaseId: LeaseId,
		query: LogQuery,
		limits: ScanLimits | null,
		signal: AbortSignal,
	): AsyncIterable<LogScanMessage>;
	/** What its instances use, about once a second. Follows new instances as they come. Errors  NOT_FOUND, UNSUPPORTED. */
	stats(caller: Caller, leaseId: LeaseId, signal: AbortSignal): AsyncIterable<StatsFeedMessage>;
}
