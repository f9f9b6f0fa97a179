import type { EngineEvent } from "../engine.ts";
import { readLabels } from "../labels.ts";
import type { WireEvent } from "./wire.ts";

type ContainerEvent = EngineEvent & { readonly kind: "container" };

const actions: Readonly<Record<string, ContainerEvent["action"]>> = {
	create: "create",
	start: "start",
	die: "die",
	oom: "oom",
	destroy: "destroy",
	stop: "stop",
	kill: "kill",
	pause: "pause",
	unpause: "unpause",
	health_status: "health",
};

/** What we ask the daemon to send: nothing that is not read here, so no command line of an exec ever comes in. */
export const wantedActions = Object.keys(actions);

/** One event of one of our containers; null for anything else. */
export function toEvent(seen: WireEvent): ContainerEvent | null {
	const [name = "", detail = ""] = seen.Action.split(":").map((part) => part.trim());
	const action = actions[name];
	if (seen.Type !== "container" || action === undefined) return null;
	const { leaseId, service, index, generation } = readLabels(seen.Actor.Attributes);
	const exitCode = seen.Actor.Attributes.exitCode;
	return {
		kind: "container",
		action,
		id: seen.Actor.ID,
		leaseId,
		service,
		index,
		generation,
		exitCode: action === "die" && exitCode !== undefined && /^\d+$/.test(exitCode) ? Number(exitCode) : null,
		health: action === "health" && (detail === "healthy" || detail === "unhealthy") ? detail : null,
		at: new Date(seen.timeNano / 1_000_000).toISOString(),
	};
}
