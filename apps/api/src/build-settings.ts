import { MINUTE } from "@berth/core";
import type { BuildSettings } from "@berth/lease";
import type { Config } from "./config.ts";

/** Builds of tenants as the configuration has them. */
export const buildSettings = (config: Config): BuildSettings => ({
	who: config.IMAGE_BUILDS,
	hasNetwork: config.BUILD_NETWORK,
	contextBytesMax: config.BUILD_CONTEXT_MAX,
	memoryBytes: config.BUILD_MEMORY,
	cpuMillis: config.BUILD_CPU_MILLIS,
	pidsMax: config.BUILD_PIDS_MAX,
	timeoutMs: config.BUILD_TIMEOUT,
	atOnce: config.BUILDS_AT_ONCE,
	waitingMax: config.BUILDS_WAITING_MAX,
	imagesMax: config.BUILT_IMAGES_MAX,
	bytesMax: config.BUILT_BYTES_MAX,
	holdMs: 2 * MINUTE,
});
