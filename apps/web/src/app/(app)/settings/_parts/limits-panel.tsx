import type { RouterOutputs } from "@berth/client";
import { formatBytes, formatCpu } from "@/format/bytes.ts";
import { formatCount } from "@/format/count.ts";
import { settingsText } from "@/text/settings.ts";
import { Meter } from "@/ui/meter.tsx";
import { Panel } from "@/ui/panel.tsx";

const text = settingsText.limits;

type Quota = RouterOutputs["tenant"]["quota"];

/** Every limit of the tenant with what of it is used, also where there is none. */
export function LimitsPanel({ quota: { limits, use } }: { readonly quota: Quota }) {
	const rows = [
		{ label: text.leases, used: use.leases, max: limits.leasesMax, format: formatCount },
		{ label: text.cpu, used: use.cpuMillis, max: limits.cpuMillisMax, format: formatCpu },
		{ label: text.memory, used: use.memoryBytes, max: limits.memoryBytesMax, format: formatBytes },
		{ label: text.disk, used: use.diskBytes, max: limits.diskBytesMax, format: formatBytes },
		{ label: text.retainedLeases, used: use.retained.records, max: limits.retainedMax, format: formatCount },
		{ label: text.retainedData, used: use.retained.bytes, max: limits.retainedBytesMax, format: formatBytes },
	];
	return (
		<Panel title={text.title} aside={text.note}>
			{limits.suspendedAt !== null && <p className="mb-3 text-warn">{text.suspended}</p>}
			<dl className="grid gap-3">
				{rows.map(({ label, used, max, format }) => {
					const said = max === null ? `${format(used)}, ${text.unlimited}` : `${format(used)} of ${format(max)}`;
					return (
						<div key={label} className="grid gap-1">
							<dt className="flex justify-between gap-3 text-ink-soft">
								{label}
								<span className="text-ink tabular-nums">{said}</span>
							</dt>
							<dd>{max !== null && <Meter label={label} value={used} max={max} text={said} />}</dd>
						</div>
					);
				})}
			</dl>
		</Panel>
	);
}
