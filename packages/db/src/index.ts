export { authDatabase } from "./auth-database.ts";
export type { CallbackStore } from "./callback/callbacks.ts";
export { type DatabaseCondition, readCondition } from "./condition.ts";
export type { Database, DatabaseOptions } from "./database.ts";
export { migrateDatabase } from "./migrate.ts";
export { openDatabase } from "./open-database.ts";
export type {
	CallbackAttempt,
	CallbackRecord,
	DiagnosticRecord,
	EventRecord,
	InstanceRecord,
	LeaseItemRecord,
	LeaseRecord,
	LeaseVolume,
	NodeRecord,
	OperationRecord,
	ReleaseRecord,
	Resources,
	RetentionRecord,
	Serving,
	SkuRecord,
	TenantRecord,
	VolumeRecord,
} from "./records.ts";
export type {
	CatalogStore,
	Decision,
	Fence,
	LeaseChange,
	LeaseHint,
	LeaseReader,
	LeaseStore,
	NewLease,
	NodeStore,
	OperationStore,
	RetentionStore,
	Scope,
	Stores,
	VolumeStore,
	Wakeups,
} from "./stores.ts";
