import type { Clock } from "@berth/core";
import type { Stores } from "@berth/db";
import type { BuildGroup } from "@berth/engine";
import type { Log } from "../observe.ts";
import type { BuildSettings } from "./build-settings.ts";

export interface BuildTools {
	readonly stores: Pick<Stores, "builtImages" | "catalog">;
	/** Null where this process has no engine that builds. */
	readonly engine: BuildGroup | null;
	readonly nodeName: string;
	readonly allowedRegistries: readonly string[];
	readonly settings: BuildSettings;
	readonly clock: Clock;
	readonly log: Log;
}
