export type { ArchiveSource } from "./archive-source.ts";
export { type ArchiveDaemon, containerArchive, openImageArchive, READER_PREFIX } from "./docker-archive-source.ts";
export type { ExtractLimits, ExtractReport } from "./extract-tar.ts";
export { type FileOwner, rootOwner } from "./file-owner.ts";
export { resolveUser } from "./resolve-user.ts";
export { detectVolumeOwner } from "./volume-owner.ts";
export { detectWritablePaths, type WritablePaths } from "./writable-paths.ts";
