import type { CloseInput, ClosePlanView } from "@berth/core";
import { formatBytes } from "@/format/bytes.ts";
import { formatAge } from "@/format/time.ts";
import { ChoiceCard } from "@/leases/choice-card.tsx";
import { dataChoiceText as text } from "@/text/lease-settings.ts";

type Data = NonNullable<CloseInput["data"]>;

interface DataChoiceProps {
	readonly value: Data;
	readonly plan: ClosePlanView;
	readonly onChange: (value: Data) => void;
}

/** What becomes of a lease's data when it is closed, and what that costs. */
export function DataChoice({ value, plan, onChange }: DataChoiceProps) {
	return (
		<fieldset className="grid gap-2">
			<legend className="mb-1 text-12 font-medium text-ink-soft">{text.itsData}</legend>
			<ChoiceCard name="data" value="retain" isChosen={value === "retain"} onChoose={() => onChange("retain")}>
				<span className="pr-6 font-medium">{text.keepItFor(formatAge(plan.graceMs))}</span>
				<span className="text-12 text-ink-soft">{text.untilThenTheLeaseCan}</span>
				{costOfKeeping(plan).map((cost) => (
					<span key={cost} className="text-12 text-warn">
						{cost}
					</span>
				))}
			</ChoiceCard>
			<ChoiceCard name="data" value="destroy" isChosen={value === "destroy"} onChoose={() => onChange("destroy")}>
				<span className="pr-6 font-medium">{text.destroyIt}</span>
				<span className="text-12 text-ink-soft">
					{plan.volumes === 1 ? text.n1Volume : text.volumes(plan.volumes)} {text.ofUpToAtOnce(formatBytes(plan.bytes))}
				</span>
			</ChoiceCard>
		</fieldset>
	);
}

/** What goes for it, or that there is no room for it. */
export function costOfKeeping({ refusedBy, evicts }: Pick<ClosePlanView, "refusedBy" | "evicts">): string[] {
	if (refusedBy === "node-bytes") return ["The node has no room left for retained data at present: it would be destroyed all the same."];
	if (refusedBy !== null) return ["It is more than this tenant may retain: it would be destroyed all the same."];
	return evicts.map(({ leaseName, bytes }) => `The data of ${leaseName} (${formatBytes(bytes)}) would be destroyed for it.`);
}
