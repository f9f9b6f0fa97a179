import { AppError, type Millis } from "@berth/core";
import type { TenantRecord } from "@berth/db";

/** What the operator lets tenants build, and with how much. */
export interface BuildSettings {
	/** Whom the node trusts: a build's steps run as root with the engine's default rights. Nobody, every tenant, or these by name or id. */
	readonly who: "off" | "all" | readonly string[];
	/** Whether steps have a network, and bases that are not here are fetched. */
	readonly hasNetwork: boolean;
	readonly contextBytesMax: number;
	readonly memoryBytes: number;
	readonly cpuMillis: number;
	readonly pidsMax: number;
	readonly timeoutMs: Millis;
	/** At once on this node; how many others may wait for their turn. */
	readonly atOnce: number;
	readonly waitingMax: number;
	/** What each tenant may keep. */
	readonly imagesMax: number;
	readonly bytesMax: number;
	/** Without a word for so long nobody builds any more. Longer: what a dead process left stays longer. Shorter: a database that is away ends builds. */
	readonly holdMs: Millis;
}

/** Why a tenant may build nothing; null when it may. */
export function refusalOf(
	{ who }: Pick<BuildSettings, "who">,
	tenant: Pick<TenantRecord, "id" | "name">,
	canBuild: boolean,
): AppError | null {
	if (who === "off") return new AppError("UNSUPPORTED", { message: "No images are built here." });
	if (who !== "all" && !who.some((one) => one === tenant.name || one === tenant.id))
		return new AppError("FORBIDDEN", { message: "This tenant may build no images." });
	if (!canBuild) return new AppError("UNSUPPORTED", { message: "This process has no container engine that could build." });
	return null;
}
