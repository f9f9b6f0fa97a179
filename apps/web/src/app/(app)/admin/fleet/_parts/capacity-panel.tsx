import { formatBytesOf } from "@/format/bytes.ts";
import { capacityPanelText as words } from "@/text/admin-parts.ts";
import { Panel } from "@/ui/panel.tsx";
import { Gauge } from "../../_parts/gauge.tsx";
import type { FleetNode } from "./fleet-data.ts";

/** What all nodes together have reserved. A cordoned or silent one counts too: its leases are there. */
export function CapacityPanel({ nodes }: { readonly nodes: readonly FleetNode[] }) {
	const sum = (read: (node: FleetNode) => number) => nodes.reduce((total, node) => total + read(node), 0);
	const cpu = { value: sum(({ reserved }) => reserved.cpuMillis), max: sum(({ capacity }) => capacity.cpuMillis) };
	const memory = { value: sum(({ reserved }) => reserved.memoryBytes), max: sum(({ capacity }) => capacity.memoryBytes) };
	const disk = { value: sum(({ reserved }) => reserved.diskBytes), max: sum(({ capacity }) => capacity.diskBytes) };
	return (
		<Panel title={words.capacity} aside={words.leasedAndRetained}>
			<div className="grid gap-3">
				<Gauge label={words.cpu} {...cpu} text={`${cpu.value / 1000} of ${cpu.max / 1000} CPU`} />
				<Gauge label={words.memory} {...memory} text={formatBytesOf(memory.value, memory.max)} />
				<Gauge label={words.disk} {...disk} text={formatBytesOf(disk.value, disk.max)} />
			</div>
		</Panel>
	);
}
