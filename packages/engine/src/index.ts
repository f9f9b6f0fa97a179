export type {
	Call,
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
export type { ContainerObservation, ImageObservation, NetworkObservation, Phase, PublishedPort } from "./observation.ts";
export type { ContainerSpec, HealthCheckSpec, NetworkSpec, Ownership, PortSpec, RegistryAuth } from "./spec.ts";
export type { VolumeDirectory, VolumeGroup, VolumeInfo, VolumeObservation, VolumeSpec } from "./volumes/volume-group.ts";
