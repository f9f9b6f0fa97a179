export { authDatabase } from "./auth-database.ts";
export type { CallbackStore } from "./callback/callbacks.ts";
export { type DatabaseCondition, readCondition } from "./condition.ts";
export type { Database, DatabaseOptions } from "./database.ts";
export type { Decision, LeaseChange, NewLease } from "./lease-change.ts";
export { migrateDatabase } from "./migrate.ts";
export { openDatabase } from "./open-database.ts";
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
	NodeRecord,
	OperationRecord,
	PortRange,
	ReleaseRecord,
	Resources,
	RetentionRecord,
	Serving,
	SkuRecord,
	TenantRecord,
	VolumeRecord,
} from "./records.ts";
export type { RetentionStore, VolumeStore } from "./retention-store.ts";
export type { Fence, Scope } from "./scope.ts";
export type { CatalogStore, LeaseHint, LeaseReader, LeaseStore, NodeStore, OperationStore, Stores, Wakeups } from "./stores.ts";
