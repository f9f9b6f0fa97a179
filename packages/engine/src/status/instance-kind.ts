/**
 * What a service is to its lease: `main` and `sidecar` run for as long as it does and count for readiness; an `init` runs to exit 0
 * before the others begin and never counts.
 */
export type InstanceKind = "main" | "init" | "sidecar";
