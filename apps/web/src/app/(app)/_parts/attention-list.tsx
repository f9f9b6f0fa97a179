"use client";
import { DAY, type LeaseSummary, reasonAdvice } from "@berth/core";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/data/trpc.ts";
import { useNow } from "@/data/use-now.ts";
import { type Mark, markOfLease } from "@/format/mark.ts";
import { overviewText } from "@/text/overview.ts";
import { Link } from "@/ui/link.tsx";
import { Moment } from "@/ui/moment.tsx";
import { Panel } from "@/ui/panel.tsx";
import { StateMark } from "@/ui/state-mark.tsx";

const text = overviewText.attention;

const SHOWN = 8;
/** What ends within it is told of. */
const SOON_MS = 7 * DAY;
const LOOK_MS = 60_000;

interface Found {
	readonly key: string;
	readonly href: string;
	readonly name: string;
	readonly mark: Mark;
	readonly advice: string;
	readonly at: string;
}

/** What a person should look at, with the advice that goes with it. Nothing is drawn when there is nothing. */
export function AttentionList({ leases }: { readonly leases: readonly LeaseSummary[] }) {
	const trpc = useTRPC();
	const now = useNow();
	const kept = useQuery(trpc.retention.list.queryOptions({ limit: 100 }, { staleTime: 30_000, refetchInterval: LOOK_MS }));
	const isSoon = (at: string | null): at is string => at !== null && Date.parse(at) - now < SOON_MS;
	const found: readonly Found[] = [
		...leases.flatMap((lease): Found[] => {
			if (lease.state === "closed") return [];
			const href = `/leases/${lease.id}`;
			const one = { key: lease.id, href, name: lease.name };
			if (needsLook(lease))
				return [{ ...one, mark: markOfLease(lease), advice: adviceFor(lease), at: lease.unknownSince ?? lease.stateSince }];
			return isSoon(lease.expiresAt)
				? [{ ...one, mark: { shape: "warn", word: text.ending }, advice: text.ends, at: lease.expiresAt }]
				: [];
		}),
		...(kept.data?.retentions ?? [])
			.filter(({ state, expiresAt }) => state === "active" && isSoon(expiresAt))
			.map(
				({ id, leaseName, expiresAt }): Found => ({
					key: id,
					href: "/retained",
					name: leaseName,
					mark: { shape: "warn", word: text.retained },
					advice: text.expiring,
					at: expiresAt,
				}),
			),
	];
	if (found.length === 0) return null;
	return (
		<Panel title={text.title} aside={found.length} flush>
			<ul>
				{found.slice(0, SHOWN).map(({ key, href, name, mark, advice, at }) => (
					<li key={key} className="flex flex-wrap items-center gap-x-4 gap-y-0.5 border-b px-4 py-2 last:border-b-0">
						<StateMark mark={mark} className="w-24" />
						<Link href={href} data-row-link className="max-w-60 truncate rounded font-medium hover:underline">
							{name}
						</Link>
						<span className="min-w-0 flex-1 basis-64 truncate text-ink-soft" title={advice}>
							{advice}
						</span>
						<Moment at={at} className="text-ink-faint" />
					</li>
				))}
			</ul>
			{found.length > SHOWN && (
				<p className="border-t px-4 py-2">
					<Link href="/leases?state=failed" className="rounded text-accent hover:underline">
						{text.more(found.length - SHOWN)}
					</Link>
				</p>
			)}
		</Panel>
	);
}

const needsLook = (lease: LeaseSummary): boolean =>
	lease.state === "failed" || lease.state === "failing" || lease.degraded || lease.quarantined || lease.unknownSince !== null;

function adviceFor(lease: LeaseSummary): string {
	if (lease.unknownSince !== null) return text.unknown;
	if (lease.quarantined) return text.quarantined;
	if (lease.state === "ready") return text.degraded;
	if (lease.reason === null) return lease.message ?? text.failed;
	return `${lease.reason}: ${lease.message ?? reasonAdvice[lease.reason]}`;
}
