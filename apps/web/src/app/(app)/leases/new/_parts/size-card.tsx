import type { ReactNode } from "react";
import type { Offer } from "@/data/use-offers.ts";
import { formatBytes, formatCpu } from "@/format/bytes.ts";
import { ChoiceCard } from "@/leases/choice-card.tsx";
import { newLeaseText } from "@/text/new-lease.ts";
import type { Sku } from "./draft.ts";

const text = newLeaseText.size;

interface SizeCardProps {
	readonly sku: Sku;
	/** How many there is room for; undefined while that is not known. */
	readonly offer: Offer | undefined;
	readonly group: string;
	readonly isChosen: boolean;
	readonly onChoose: () => void;
	readonly children?: ReactNode;
	readonly isRefused?: boolean;
}

/** A size: what it has, and how many there is room for now. One that there is no room for cannot be chosen, and says why. */
export function SizeCard({ sku, offer, group, isChosen, onChoose, children, isRefused = false }: SizeCardProps) {
	const { name, cpuMillis, memoryBytes, diskBytes, pidsMax } = sku;
	const refusal = whyNone(offer);
	return (
		<ChoiceCard name={group} value={name} isChosen={isChosen} onChoose={onChoose} isRefused={isRefused || refusal !== null}>
			<span className="pr-6 font-medium">{name}</span>
			<span className="text-16 font-medium tabular-nums">{formatCpu(cpuMillis)}</span>
			<span className="text-12 text-ink-soft tabular-nums">{text.memoryDisk(formatBytes(memoryBytes), formatBytes(diskBytes))}</span>
			<span className="text-12 text-ink-faint tabular-nums">{text.processes(pidsMax)}</span>
			{refusal !== null ? (
				<span className="text-12 text-warn">{refusal}</span>
			) : (
				<span className="text-12 text-ink-soft tabular-nums">{offer === undefined ? text.unknown : text.free(offer.available)}</span>
			)}
			{children}
		</ChoiceCard>
	);
}

/** Why not one more of it can be had, or null. */
function whyNone(offer: Pick<Offer, "onOneNode" | "inQuota"> | undefined): string | null {
	if (offer === undefined) return null;
	if (offer.inQuota === 0) return text.noQuota;
	return offer.onOneNode === 0 ? text.noRoom : null;
}
