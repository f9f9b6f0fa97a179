import type { Capabilities, Capability } from "../capabilities.ts";
import { can, canIf, cannot } from "../capabilities.ts";
import type { HostGroup } from "../engine.ts";
import type { MetadataGuard } from "../metadata-guard/metadata-guard.ts";
import type { VolumeGroup } from "../volumes/volume-group.ts";
import { isOlder } from "./api-version.ts";
import type { Context } from "./context.ts";
import type { Answer, DaemonCall } from "./daemon.ts";
import { readHost } from "./read-host.ts";
import { createSingleFlight } from "./single-flight.ts";
import { unreadable } from "./translate-error.ts";
import type { Info } from "./wire.ts";

/** No container, exec or build has this name, so asking about it changes nothing. */
const NOBODY = "berth-capability-probe";

/**
 * What this daemon and this node can, looked at anew each time: what the daemon says of itself, the version that is spoken with it,
 * and questions about things that are not there, which tell whether the way to the daemon lets such calls through.
 */
export function createCapabilities(
	context: Context,
	node: { readonly volumes: VolumeGroup; readonly guard: MetadataGuard; readonly isLocal: boolean },
): HostGroup["capabilities"] {
	const { daemon } = context;
	const asking = createSingleFlight<Capabilities>("host.capabilities");

	const look = async (signal: AbortSignal): Promise<Capabilities> => {
		const call = { signal };
		const spoken = await daemon.apiVersion(signal);
		const probe = async (name: string, asked: Pick<DaemonCall, "method" | "path" | "body">, proof: RegExp) => {
			const op = `capabilities.${name}`;
			const answer = await daemon.call({ op, ...asked, signal, also: [400, 401, 403, 404, 405, 500, 501] });
			return judgeProbe(op, answer, proof);
		};
		const [[info], volumes, guard, exec, build, update] = await Promise.all([
			readHost(context, signal),
			node.volumes.info(call),
			node.guard.preflight(call),
			probe("exec", { method: "GET", path: `/exec/${NOBODY}/json` }, /no such exec/i),
			probe("build", { method: "POST", path: "/build/cancel" }, /build id/i),
			probe("update", { method: "POST", path: `/containers/${NOBODY}/update`, body: { PidsLimit: 0 } }, /no such container/i),
		]);
		return {
			...limitsOf(info),
			"live-limits": info.MemoryLimit || info.CpuCfsQuota || info.PidsLimit ? update : cannot("The kernel enforces no limit."),
			"several-networks-at-create": since("1.44", spoken),
			"volume-subpath": since("1.45", spoken),
			volumes: canIf(volumes.driver !== null, "This node has no directory of volumes, or no driver for it; the preflight says which."),
			"volume-quota": canIf(
				volumes.hasQuota,
				volumes.driver === null ? "This node keeps no volumes." : `The driver ${volumes.driver} holds no limit on bytes.`,
			),
			exec,
			"network-probes": networkProbes(info, node.isLocal),
			build,
			"metadata-guard": canIf(guard.severity === "ok", `The guard cannot be relied on: ${guard.seen}.`),
			"live-restore": canIf(info.LiveRestoreEnabled === true, "The daemon stops its containers when it stops (live-restore is off)."),
		};
	};

	// Once for all who ask meanwhile: the guard may try it from inside a container.
	return ({ signal }) => asking.join("", signal, look);
}

/** Addresses of containers are those of a bridge on the daemon's own machine, and of a network of its own where it runs without root. */
function networkProbes({ SecurityOptions }: Info, isLocal: boolean): Capability {
	if (!isLocal) return cannot("The daemon is on another machine, where its containers' addresses are.");
	return canIf(
		!SecurityOptions.some((option) => /(^|,)name=rootless\b/.test(option)),
		"A daemon without root keeps its containers' addresses to itself.",
	);
}

/** Whether a question about what is not there reached somebody who could have answered it. Errors  ENGINE_FAILED when nothing can be told from the answer. */
export function judgeProbe(op: string, { status, words }: Pick<Answer, "status" | "words">, proof: RegExp): Capability {
	if (status < 400 || proof.test(words)) return can;
	if (status === 401 || status === 403) return cannot("The way to the daemon does not let such calls through.");
	if (status === 404 || status === 405 || status === 501) return cannot("The daemon knows no such call.");
	throw unreadable(op, new Error(words));
}

const since = (version: string, spoken: string): Capability =>
	canIf(!isOlder(spoken, version), `API ${spoken} is spoken with the daemon; this came with ${version}.`);

function limitsOf(info: Info): Pick<Capabilities, "memory-limit" | "swap-limit" | "cpu-limit" | "pids-limit"> {
	const of = (isEnforced: boolean, what: string) =>
		canIf(
			isEnforced,
			`The kernel of this host does not enforce it: cgroup v${info.CgroupVersion ?? "1"} without the controller of ${what}.`,
		);
	return {
		"memory-limit": of(info.MemoryLimit, "memory"),
		"swap-limit": of(info.SwapLimit, "swap"),
		"cpu-limit": of(info.CpuCfsQuota, "cpu"),
		"pids-limit": of(info.PidsLimit, "pids"),
	};
}
