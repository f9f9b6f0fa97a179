"use client";
import { type LeaseDetail, reasonAdvice } from "@berth/core";
import { RotateCw } from "lucide-react";
import { useState } from "react";
import { refuses } from "@/data/lease-actions.ts";
import { failurePanelText as text } from "@/text/lease-summary.ts";
import { Button, buttonClass } from "@/ui/button.tsx";
import { Link } from "@/ui/link.tsx";
import { MarkShapeIcon } from "@/ui/state-mark.tsx";
import { CommandDialog } from "./command-dialog.tsx";
import { Diagnostic } from "./diagnostic.tsx";

/** Above all else while a lease is failed: why, what to do, and the last words of what failed. */
export function FailurePanel({ lease }: { readonly lease: LeaseDetail }) {
	const [asks, setAsks] = useState(false);
	if (lease.state !== "failed" && lease.state !== "failing") return null;
	const reason = lease.reason ?? lease.operation?.reason ?? null;
	const message = lease.message ?? lease.operation?.message ?? null;
	return (
		<section aria-label={text.failure} className="mb-4 rounded-card border bg-panel text-bad edge">
			<div className="rounded-t-card p-4 tint">
				<h2 className="flex flex-wrap items-center gap-2 text-14 font-semibold">
					<MarkShapeIcon shape="bad" />
					{lease.state === "failing" ? text.failingTheCausesAreBeing : text.failed}
					{reason !== null && <code className="text-13">{reason}</code>}
				</h2>
				{message !== null && <p className="mt-1 text-ink">{message}</p>}
				{reason !== null && reasonAdvice[reason] !== message && <p className="mt-1 text-ink">{reasonAdvice[reason]}</p>}
				<div className="mt-3 flex flex-wrap gap-2">
					<Button look="primary" refusal={refusesRetry(lease)} onClick={() => setAsks(true)}>
						<RotateCw className="size-3.5" aria-hidden />
						{text.retryWithTheSameRelease}
					</Button>
					<Link href={`/leases/${lease.id}/settings`} className={buttonClass()}>
						{text.changeTheManifest}
					</Link>
					<Link href={`/leases/${lease.id}/logs`} className={buttonClass()}>
						{text.readTheLogs}
					</Link>
				</div>
			</div>
			{lease.diagnostics.map((diagnostic) => (
				<Diagnostic
					key={`${diagnostic.service}-${diagnostic.index}-${diagnostic.at}`}
					diagnostic={diagnostic}
					className="border-t p-4 text-ink"
				/>
			))}
			{asks && <CommandDialog command="retry" lease={lease} onOpenChange={setAsks} />}
		</section>
	);
}

/** What is left of a restore that failed has no data to be tried on. */
const refusesRetry = (lease: LeaseDetail): string | null =>
	lease.operation?.kind === "restore" ? "It could not be restored; close it and restore its data again." : refuses("retry", lease);
