export { createVolumes, type VolumesOptions } from "./create-volumes.ts";
export { createMemoryVolumes } from "./memory-volumes.ts";
export type {
	VolumeContent,
	VolumeDirectory,
	VolumeDriverKind,
	VolumeGroup,
	VolumeInfo,
	VolumeObservation,
	VolumeSpec,
} from "./volume-group.ts";
