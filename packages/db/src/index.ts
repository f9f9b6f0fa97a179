export type { Audit, AuditFilter, AuditOutcome, AuditRecord, AuditStore, AuditTarget } from "./audit/audit.ts";
export { authDatabase } from "./auth-database.ts";
export type { BackendFacts, BackendLease, BackendPage, BackendStore, BackendTotals } from "./backend-store.ts";
export type { BuiltImageRecord, BuiltImageStore, LeftBuild, NewBuild } from "./built-image-store.ts";
export type { CallbackStore } from "./callback/callbacks.ts";
export { type DatabaseCondition, readCondition } from "./condition.ts";
export type { Database, DatabaseOptions } from "./database.ts";
export type { Debts } from "./debts.ts";
export type { DeviceLoginPoll, DeviceLoginRecord, DeviceLoginState, DeviceLoginStore } from "./device-login-store.ts";
export type { ExecTicketRecord, ExecTicketStore } from "./exec-store.ts";
export type {
	EventPosition,
	HistoryKind,
	HistoryStore,
	ListedEvent,
	ListedOperation,
} from "./history-store.ts";
export type { ImportStore, NewImport } from "./import-store.ts";
export type { ApiKeyRecord, KeyHolder, KeyScope, KeyStore, NewApiKey } from "./key-store.ts";
export type { KeyedClaim, KeyedRequest, KeyedRequestStore, KeyedTarget } from "./keyed-request-store.ts";
export type { Foreseen, Foresight } from "./lease/foreseen.ts";
export type { Decision, LeaseChange, NewLease } from "./lease-change.ts";
export { migrateDatabase } from "./migrate.ts";
export type { NodeImage } from "./node/images.ts";
export type { DatabaseObserver } from "./observe.ts";
export { openDatabase } from "./open-database.ts";
export type { InvitationRecord, MemberRecord, NewAccount, NewInvitation, PeopleStore, UserRecord } from "./people-store.ts";
export type {
	CallbackAttempt,
	CallbackRecord,
	DiagnosticRecord,
	EventRecord,
	HostPortWish,
	InstanceRecord,
	LeaseHostPort,
	LeaseItemRecord,
	LeaseRecord,
	LeaseVolume,
	LeftData,
	NodeRecord,
	OperationRecord,
	PortRange,
	ReleaseRecord,
	Resources,
	RetentionRecord,
	RetentionTombstone,
	Serving,
	SkuOffer,
	SkuRecord,
	TenantRecord,
	TenantUse,
	VolumeRecord,
} from "./records.ts";
export type { CapVerdict } from "./retention/weigh-caps.ts";
export type { RetentionStore, VolumeStore } from "./retention-store.ts";
export { revisionOf } from "./revision.ts";
export type { Fence, Scope } from "./scope.ts";
export type {
	CatalogStore,
	EventsSince,
	HintedRow,
	LeaseHint,
	LeaseListOptions,
	LeaseReader,
	LeaseStore,
	NodeStore,
	OperationStore,
	Stores,
	TenantLimits,
	Wakeups,
} from "./stores.ts";
export {
	type LeaseGlance,
	type NodeTrendPoint,
	type NodeWatchRecord,
	type UsageFigures,
	type UsageLine,
	type UsageOfLease,
	type UsageRange,
	type UsageRecord,
	type UsageStep,
	type UsageStore,
	type UsageSummary,
	type UsageTarget,
	type UsageTotals,
	usageSteps,
} from "./usage-store.ts";
export type { ListedVolume } from "./volume/list.ts";
export { revisionOfWebhook } from "./webhook/manage.ts";
export type {
	DeliveryRecord,
	NewWebhook,
	TakenDelivery,
	WebhookAttempt,
	WebhookChange,
	WebhookOwner,
	WebhookRecord,
	WebhookStore,
} from "./webhook/webhook.ts";
