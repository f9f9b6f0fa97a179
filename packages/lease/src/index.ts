export { snapshotLeases } from "./actor/snapshot.ts";
export { createAgent } from "./agent/agent.ts";
export type { Agent, AgentOptions, AgentTimings, IngressOptions, LaneOptions } from "./agent-types.ts";
export type { LeasePolicy } from "./commands/command-context.ts";
export { createLeaseService, type LeaseServiceOptions } from "./create-lease-service.ts";
export type { Deadlines } from "./machine/work-of.ts";
export { type LeaseMetrics, type Log, noLog, noMetrics } from "./observe.ts";
export type { Accepted, Caller, LeaseService } from "./service.ts";
export { defaultLanes, defaultTimings } from "./timings.ts";
