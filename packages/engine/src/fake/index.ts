export { createFakeEngine, type FakeEngine, type FakeEngineOptions } from "./fake-engine.ts";
export { createFakeHost, type FakeHost, type FakeHostOptions, type HostContainer } from "./fake-host.ts";
export {
	type CallHook,
	type CallPredicate,
	type FaultPlan,
	type Gate,
	type Operation,
	operations,
	type PlannedFailure,
	type Point,
	type RecordedCall,
} from "./faults.ts";
export type { ImageScript, PrintedLine } from "./image-script.ts";
export type { PublishedImage, RegistryAnswer } from "./image-table.ts";
export type { Program, ProgramOutcome } from "./program.ts";
