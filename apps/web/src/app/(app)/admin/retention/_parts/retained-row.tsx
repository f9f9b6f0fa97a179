"use client";
import type { RetentionState, RetentionView } from "@berth/core";
import { useNow } from "@/data/use-now.ts";
import { formatBytes } from "@/format/bytes.ts";
import type { MarkShape } from "@/format/mark.ts";
import { whyGone } from "@/format/retention.ts";
import { formatAge, formatMoment } from "@/format/time.ts";
import { retentionText } from "@/text/admin-retention.ts";
import { Button } from "@/ui/button.tsx";
import { Link } from "@/ui/link.tsx";
import { Moment } from "@/ui/moment.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { Td } from "@/ui/table.tsx";
import { Dash } from "../../_parts/dash.tsx";

const text = retentionText;
const shapes: Record<RetentionState, MarkShape> = { active: "rest", restoring: "work", importing: "work", reaping: "gone" };

interface RetainedRowProps {
	readonly row: RetentionView;
	readonly tenant: string;
	readonly onExtend: () => void;
}

export function RetainedRow({ row, tenant, onExtend }: RetainedRowProps) {
	const now = useNow();
	const { leaseId, leaseName, state, volumes, bytes, createdAt, expiresAt, givenUp } = row;
	return (
		<tr data-retained={leaseName}>
			<Td className="max-w-60 font-medium">
				{leaseId === null ? (
					<span className="block truncate">{leaseName}</span>
				) : (
					<Link href={`/leases/${leaseId}`} data-row-link className="block truncate rounded hover:underline">
						{leaseName}
					</Link>
				)}
			</Td>
			<Td className="max-w-40 truncate text-ink-soft">{tenant}</Td>
			<Td>
				<StateMark mark={{ shape: shapes[state], word: text.states[state] }} />
			</Td>
			<Td className="text-right">{volumes}</Td>
			<Td className="text-right whitespace-nowrap">{formatBytes(bytes)}</Td>
			<Td className="whitespace-nowrap text-ink-faint">
				<Moment at={createdAt} />
			</Td>
			{state === "reaping" ? (
				<Td className="min-w-48 text-ink-soft">{givenUp === null ? <Dash /> : whyGone[givenUp.because]}</Td>
			) : (
				<Td className="whitespace-nowrap" title={formatMoment(expiresAt)} data-expires={expiresAt}>
					{formatAge(Date.parse(expiresAt) - now)}
				</Td>
			)}
			<Td className="text-right">
				{state === "active" && (
					<Button small onClick={onExtend} aria-label={text.extendOf(leaseName)}>
						{text.extend}
					</Button>
				)}
			</Td>
		</tr>
	);
}
