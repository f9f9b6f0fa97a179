export { createVolumes, type VolumesOptions } from "./create-volumes.ts";
export type { ArchiveDocument, ArchivedVolume, ExportedVolume, ExportOrder } from "./export-archive.ts";
export type { TreeReport } from "./export-digest.ts";
export type { ImportedArchive, ImportOrder, ImportTarget } from "./import-archive.ts";
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
