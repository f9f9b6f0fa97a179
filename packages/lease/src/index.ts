export type { Agent, AgentOptions, AgentTimings } from "./agent-types.ts";
export { type LeaseMetrics, type Log, noLog, noMetrics } from "./observe.ts";
export type { Accepted, Caller, LeaseService } from "./service.ts";
