"use client";
import { type LeaseSummary, newId } from "@berth/core";
import { useState } from "react";
import { forEachFew } from "@/data/for-each.ts";
import { type Problem, toProblem } from "@/data/problem.ts";
import { useTRPCClient } from "@/data/trpc.ts";
import { formatBytes } from "@/format/bytes.ts";
import { leaseListText } from "@/text/lease-list.ts";
import { ConfirmDialog } from "@/ui/confirm-dialog.tsx";
import { toast } from "@/ui/toast.ts";
import { leasedOf } from "./leased-of.ts";

const text = leaseListText.bulk;

export type BulkVerb = "restart" | "close";

/** More at once would only wait for each other on the server. */
const AT_ONCE = 4;

interface Refused {
	readonly lease: LeaseSummary;
	readonly problem: Problem;
}

interface BulkDialogProps {
	readonly verb: BulkVerb;
	readonly leases: readonly LeaseSummary[];
	readonly onOpenChange: (open: boolean) => void;
	readonly onDone: () => void;
}

/** Asks once for many leases, does it for each, and says of which it was refused and why. */
export function BulkDialog({ verb, leases, onOpenChange, onDone }: BulkDialogProps) {
	const client = useTRPCClient();
	// What was asked about stays what is done, whatever is selected or changes meanwhile; each has one key, so that a second try does nothing twice.
	const [asked] = useState(() => leases.map((lease) => ({ lease, idempotencyKey: newId() as string })));
	const [done, setDone] = useState<number | null>(null);
	const [refused, setRefused] = useState<readonly Refused[]>([]);
	const leased = asked.map(({ lease }) => leasedOf(lease));
	const instances = leased.reduce((sum, one) => sum + one.instances, 0);
	const diskBytes = leased.reduce((sum, one) => sum + one.diskBytes, 0);
	const endpoints = asked.reduce((count, { lease }) => count + lease.endpoints.length, 0);
	const run = async () => {
		setDone(0);
		const failed = await forEachFew(
			asked,
			AT_ONCE,
			({ lease, idempotencyKey }) => client.lease[verb].mutate({ leaseId: lease.id, idempotencyKey }),
			setDone,
		);
		setDone(null);
		const accepted = asked.length - failed.length;
		if (accepted > 0) toast(text.accepted(accepted, text[verb]));
		if (failed.length > 0) setRefused(failed.map(({ one, error }) => ({ lease: one.lease, problem: toProblem(error) })));
		else {
			onOpenChange(false);
			onDone();
		}
	};
	return (
		<ConfirmDialog
			open
			onOpenChange={onOpenChange}
			title={verb === "close" ? text.closeTitle(asked.length) : text.restartTitle(asked.length)}
			effect={
				verb === "close"
					? text.closeEffect(instances, endpoints, diskBytes === 0 ? null : formatBytes(diskBytes))
					: text.restartEffect(instances)
			}
			action={text[verb]}
			{...(verb === "close" ? { look: "danger" as const, typed: text.closeTyped(asked.length) } : {})}
			busy={done !== null}
			onConfirm={() => void run()}
		>
			{done !== null && <p className="text-ink-soft tabular-nums">{text.going(done, asked.length)}</p>}
			{refused.length > 0 && (
				<div role="alert" className="max-h-48 overflow-y-auto rounded-control border px-3 py-2 text-bad edge">
					<p className="font-medium">{text.someRefused(refused.length)}</p>
					<ul className="mt-1 grid gap-0.5 text-ink">
						{refused.map(({ lease, problem }) => (
							<li key={lease.id}>
								<span className="font-medium">{lease.name}</span> {problem.message}
							</li>
						))}
					</ul>
				</div>
			)}
		</ConfirmDialog>
	);
}
