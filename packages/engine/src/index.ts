export type { BuildGroup, BuildOptions } from "./build-group.ts";
export type { Capabilities, Capability, CapabilityName } from "./capabilities.ts";
export type { ChangeGroup, LimitChange } from "./change-group.ts";
export type { DriftField } from "./drift/container-shape.ts";
export type { FieldDrift } from "./drift/find-drift.ts";
export type {
	Call,
	ContainerDrift,
	ContainerGroup,
	Engine,
	EngineEvent,
	EngineLogLine,
	EngineLogMessage,
	EventGroup,
	HostGroup,
	HostInfo,
	ImageGroup,
	LogCursor,
	LogGroup,
	NetworkGroup,
	PreflightResult,
	PullProgress,
	Selector,
} from "./engine.ts";
export type { ExecGroup, ExecOptions, ExecOutput, ExecResult, ExecSession } from "./exec-group.ts";
export type { ContainerObservation, ImageObservation, NetworkObservation, Phase, PublishedPort } from "./observation.ts";
export { broken, ok, toResult, type Verdict } from "./preflight-result.ts";
export type { ReadinessProbe, ReadinessSpec } from "./readiness/readiness-spec.ts";
export type {
	ContainerSpec,
	HealthCheckSpec,
	MountSpec,
	NetworkSpec,
	Ownership,
	PortSpec,
	RegistryAuth,
	WritablePathsSpec,
} from "./spec.ts";
export type { Counter, StatsCost, StatsGroup, StatsMessage, StatsSample, UsageReading } from "./stats-group.ts";
export type { InstanceKind } from "./status/instance-kind.ts";
export type {
	AskKnown,
	CollectOptions,
	DiskUsage,
	ImageCandidate,
	ImageFate,
	ImageSummary,
	OrphanFate,
	Orphans,
	UpkeepGroup,
} from "./upkeep-group.ts";
export type { VolumeDirectory, VolumeGroup, VolumeInfo, VolumeObservation, VolumeSpec } from "./volumes/volume-group.ts";
export type { ContainerExit, InitEnd, WaitExitGroup } from "./wait-exit-group.ts";
