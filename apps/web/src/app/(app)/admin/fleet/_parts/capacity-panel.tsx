import { formatBytesOf } from "@/format/bytes.ts";
import { Meter } from "@/ui/meter.tsx";
import { Panel } from "@/ui/panel.tsx";
import type { FleetNode } from "./fleet-data.ts";

/** What all nodes together have reserved. A cordoned or silent one counts too: its leases are there. */
export function CapacityPanel({ nodes }: { readonly nodes: readonly FleetNode[] }) {
	const sum = (read: (node: FleetNode) => number) => nodes.reduce((total, node) => total + read(node), 0);
	const cpu = { value: sum(({ reserved }) => reserved.cpuMillis), max: sum(({ capacity }) => capacity.cpuMillis) };
	const memory = { value: sum(({ reserved }) => reserved.memoryBytes), max: sum(({ capacity }) => capacity.memoryBytes) };
	const disk = { value: sum(({ reserved }) => reserved.diskBytes), max: sum(({ capacity }) => capacity.diskBytes) };
	return (
		<Panel title="Capacity" aside="leased and retained">
			<div className="grid gap-3">
				<Gauge label="CPU" {...cpu} text={`${cpu.value / 1000} of ${cpu.max / 1000} CPU`} />
				<Gauge label="Memory" {...memory} text={formatBytesOf(memory.value, memory.max)} />
				<Gauge label="Disk" {...disk} text={formatBytesOf(disk.value, disk.max)} />
			</div>
		</Panel>
	);
}

const Gauge = (props: { readonly label: string; readonly value: number; readonly max: number; readonly text: string }) => (
	<div className="grid grid-cols-[4rem_minmax(0,1fr)_auto] items-center gap-3">
		<span className="text-ink-faint">{props.label}</span>
		<Meter {...props} label={`${props.label} reserved`} />
		<span className="text-ink-soft tabular-nums">{props.text}</span>
	</div>
);
