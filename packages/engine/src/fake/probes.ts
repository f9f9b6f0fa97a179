import type { ExecGroup } from "../exec-group.ts";
import { askByCommand } from "../readiness/ask-by-command.ts";
import { createProber, type ProbeResult, type Prober, type ReadinessProbe, type ReadinessSpec } from "../readiness/index.ts";
import type { Connection } from "./calls.ts";
import type { ContainerRecord } from "./container-record.ts";
import { nowMs } from "./world.ts";

/** Probes a container of the simulated machine: programs run as in an exec, the network answers as the image's script says. */
export function probeRecord(
	{ clock, world }: Connection,
	record: ContainerRecord,
	spec: ReadinessSpec,
	{ exec, changed }: { readonly exec: ExecGroup["run"]; readonly changed: () => void },
): Prober {
	const { probe } = spec;
	return createProber({
		spec,
		clock,
		changed,
		ask: (_, timeoutMs, signal) =>
			probe.kind === "command"
				? askByCommand(exec, { id: record.id, argv: probe.argv, timeoutMs }, signal)
				: Promise.resolve(askNetwork(record, probe, nowMs(world))),
	});
}

function askNetwork(record: ContainerRecord, probe: Exclude<ReadinessProbe, { readonly kind: "command" }>, atMs: number): ProbeResult {
	const { listensAfterMs = 0, listensOn, statuses = {} } = record.image.script;
	const isUp = atMs >= (record.startedAtMs ?? atMs) + listensAfterMs;
	const isOpen = isUp && (listensOn === undefined || listensOn.includes(probe.port));
	const where = `${record.networkIp ?? "nowhere"} port ${probe.port}`;
	if (!isOpen) return { ok: false, output: `${where}: ECONNREFUSED` };
	if (probe.kind === "tcp") return { ok: true, output: `${where} takes connections` };
	const status = Object.hasOwn(statuses, probe.path) ? (statuses[probe.path] ?? 200) : 200;
	const ok = probe.status === undefined ? status >= 200 && status < 300 : status === probe.status;
	return { ok, output: `GET ${probe.path} at ${where} answered ${status}` };
}
