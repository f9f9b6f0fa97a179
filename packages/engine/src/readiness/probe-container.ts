import type { Clock } from "@berth/core";
import type { ExecGroup } from "../exec-group.ts";
import { askByCommand } from "./ask-by-command.ts";
import { askHttp, askTcp } from "./ask-over-network.ts";
import { createProber, type Prober, type ProberParts } from "./prober.ts";
import type { ReadinessSpec } from "./readiness-spec.ts";

/** Probes a container from where it can be asked: over the network at its own address, by a program from inside. */
export function probeContainer(
	spec: ReadinessSpec,
	{ exec, clock, changed }: { readonly exec: ExecGroup["run"]; readonly clock: Clock; readonly changed: () => void },
): Prober {
	const { probe } = spec;
	const ask: ProberParts["ask"] = async ({ id, networkIp }, timeoutMs, signal) => {
		if (probe.kind === "command") return await askByCommand(exec, { id, argv: probe.argv, timeoutMs }, signal);
		if (networkIp === null) return { ok: false, output: "the container has no address" };
		return await (probe.kind === "http" ? askHttp(probe, networkIp, timeoutMs, signal) : askTcp(probe, networkIp, timeoutMs, signal));
	};
	return createProber({ spec, clock, ask, changed });
}
