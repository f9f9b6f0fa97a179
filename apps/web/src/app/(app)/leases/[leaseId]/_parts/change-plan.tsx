import type { ChangePlanView } from "@berth/core";
import { formatBytes, formatCpu } from "@/format/bytes.ts";
import type { Mark } from "@/format/mark.ts";
import { changePlanText as text } from "@/text/lease-release.ts";
import { StateMark } from "@/ui/state-mark.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";

type Planned = ChangePlanView["services"][number];

const marks: Record<Planned["action"], Mark> = {
	keep: { shape: "ok", word: "stays" },
	replace: { shape: "work", word: "is replaced" },
	add: { shape: "pending", word: "is added" },
	remove: { shape: "gone", word: "is removed" },
	scale: { shape: "pending", word: "is scaled" },
	resize: { shape: "work", word: "changes its size as it runs" },
	route: { shape: "pending", word: "is routed anew" },
};

const orders: Record<NonNullable<Planned["order"]>, string> = {
	"start-first": "the new one first, without a gap",
	"stop-first": "the old one stops first",
};

/** What an update would do, service by service; nothing of it has been done. */
export function ChangePlan({ plan }: { readonly plan: ChangePlanView }) {
	const { cpuMillis, memoryBytes, diskBytes } = plan.adds;
	const more = [
		...(cpuMillis > 0 ? [formatCpu(cpuMillis)] : []),
		...(memoryBytes > 0 ? [`${formatBytes(memoryBytes)} memory`] : []),
		...(diskBytes > 0 ? [`${formatBytes(diskBytes)} disk`] : []),
	];
	return (
		<div aria-live="polite" className="rounded-control border">
			<Table label={text.whatReleaseWouldDo(plan.release)}>
				<thead>
					<tr>
						<Th>{text.service}</Th>
						<Th>{text.inRelease(plan.release)}</Th>
						<Th>{text.becauseOf}</Th>
						<Th className="text-right">{text.instances}</Th>
					</tr>
				</thead>
				<tbody className="[&_tr:last-child_td]:border-b-0">
					{plan.services.map((service) => (
						<tr key={service.service}>
							<Td className="font-medium">{service.service}</Td>
							<Td>
								<StateMark mark={marks[service.action]} isStill />
								{service.order !== null && <span className="ml-2 text-12 text-ink-faint">{orders[service.order]}</span>}
							</Td>
							<Td className="text-ink-soft">{service.because.join(", ") || "–"}</Td>
							<Td className="text-right tabular-nums">{service.from === service.to ? service.to : `${service.from} → ${service.to}`}</Td>
						</tr>
					))}
				</tbody>
			</Table>
			<p className="border-t px-4 py-2 text-12 text-ink-soft">
				{more.length === 0 ? text.itTakesNothingBesideWhat : text.itTakesBesideWhatIs(more.join(", "))}
			</p>
		</div>
	);
}
