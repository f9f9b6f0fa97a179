export type { InstanceKind } from "./instance-kind.ts";
export { type ExpectedInstance, type InstanceStatus, instanceStatus } from "./instance-status.ts";
export { isReady, type SetStatus, worstStatus } from "./worst-status.ts";
