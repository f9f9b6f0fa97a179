"use client";
import { type LeaseSummary, reasonAdvice } from "@berth/core";
import { markOfLease } from "@/format/mark.ts";
import { Link } from "@/ui/link.tsx";
import { Moment } from "@/ui/moment.tsx";
import { Panel } from "@/ui/panel.tsx";
import { StateMark } from "@/ui/state-mark.tsx";

const SHOWN = 8;

const needsLook = (lease: LeaseSummary): boolean =>
	lease.state === "failed" || lease.state === "failing" || lease.degraded || lease.quarantined || lease.unknownSince !== null;

/** What a person should look at, with the advice that goes with it. Nothing is drawn when there is nothing. */
export function AttentionList({ leases }: { readonly leases: readonly LeaseSummary[] }) {
	const found = leases.filter((lease) => lease.state !== "closed" && needsLook(lease));
	if (found.length === 0) return null;
	return (
		<Panel title="Needs attention" aside={found.length} flush>
			<ul>
				{found.slice(0, SHOWN).map((lease) => (
					<li key={lease.id} className="flex flex-wrap items-center gap-x-4 gap-y-0.5 border-b px-4 py-2 last:border-b-0">
						<StateMark mark={markOfLease(lease)} className="w-24" />
						<Link href={`/leases/${lease.id}`} data-row-link className="rounded font-medium hover:underline">
							{lease.name}
						</Link>
						<span className="min-w-0 flex-1 basis-64 truncate text-ink-soft">{adviceFor(lease)}</span>
						<Moment at={lease.unknownSince ?? lease.stateSince} className="text-ink-faint" />
					</li>
				))}
			</ul>
			{found.length > SHOWN && (
				<p className="border-t px-4 py-2">
					<Link href="/leases?state=failed" className="rounded text-accent hover:underline">
						{found.length - SHOWN} more
					</Link>
				</p>
			)}
		</Panel>
	);
}

function adviceFor(lease: LeaseSummary): string {
	if (lease.unknownSince !== null) return "Its node is silent; the state is what was last known.";
	if (lease.quarantined) return "In quarantine: an admin has to lift it before anything is done.";
	if (lease.state === "ready") return "An instance is unhealthy; read its logs.";
	if (lease.reason === null) return lease.message ?? "It failed.";
	return `${lease.reason}: ${lease.message ?? reasonAdvice[lease.reason]}`;
}
