export { authDatabase } from "./auth-database.ts";
export type { CallbackStore } from "./callback/callbacks.ts";
export { type DatabaseCondition, readCondition } from "./condition.ts";
export type { Database, DatabaseOptions } from "./database.ts";
export { migrateDatabase } from "./migrate.ts";
export { openDatabase } from "./open-database.ts";
export type {
	CallbackRecord,
	DiagnosticRecord,
	EventRecord,
	InstanceRecord,
	LeaseItemRecord,
	LeaseRecord,
	NodeRecord,
	OperationRecord,
	ReleaseRecord,
	Resources,
	SkuRecord,
	TenantRecord,
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
	Scope,
	Stores,
	Wakeups,
} from "./stores.ts";
