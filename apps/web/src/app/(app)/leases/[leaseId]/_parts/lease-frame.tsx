"use client";
import { type ReactNode, useEffect, useRef } from "react";
import { announce } from "@/data/announce.ts";
import { useLease } from "@/data/use-lease.ts";
import { markOfLease } from "@/format/mark.ts";
import { crumbName } from "@/shell/crumbs.tsx";
import { leaseFrameText as text } from "@/text/lease-summary.ts";
import { buttonClass } from "@/ui/button.tsx";
import { Empty } from "@/ui/empty.tsx";
import { Link } from "@/ui/link.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { Bone, SkeletonPanel } from "@/ui/skeleton.tsx";
import { LeaseContext } from "./lease-context.ts";
import { LeaseHead } from "./lease-head.tsx";
import { LeaseTabs } from "./lease-tabs.tsx";

/** Follows one lease for all its tabs: its head, its tabs, and what is under the one that is open. */
export function LeaseFrame({ leaseId, children }: { readonly leaseId: string; readonly children: ReactNode }) {
	const { feed, problem, retry } = useLease(leaseId);
	const lease = feed?.lease;
	useEffect(() => {
		crumbName.set(lease?.name ?? null);
		return () => crumbName.set(null);
	}, [lease?.name]);
	useStateAnnouncement(lease && { name: lease.name, word: markOfLease(lease).word });
	if (problem?.code === "NOT_FOUND" || problem?.code === "BAD_INPUT") return <NoSuchLease />;
	if (problem) return <ProblemPanel title={text.theLeaseCouldNotBe} problem={problem} onRetry={retry} />;
	if (!feed) return <FrameSkeleton />;
	return (
		<LeaseContext value={feed}>
			<LeaseHead lease={feed.lease} />
			<LeaseTabs leaseId={leaseId} />
			{children}
		</LeaseContext>
	);
}

/** Says each new state to those who listen; the first one is no news. */
function useStateAnnouncement(now: { readonly name: string; readonly word: string } | undefined): void {
	const known = useRef<string>(undefined);
	const word = now?.word;
	const name = now?.name;
	useEffect(() => {
		if (word === undefined) return;
		if (known.current !== undefined && known.current !== word) announce(`${name} is ${word}`);
		known.current = word;
	}, [word, name]);
}

const NoSuchLease = () => (
	<div className="rounded-card border bg-panel">
		<Empty title={text.thereIsNoSuchLease}>
			<p>{text.itDoesNotExistOr}</p>
			<Link href="/leases" className={buttonClass("primary")}>
				{text.allLeases}
			</Link>
		</Empty>
	</div>
);

const FrameSkeleton = () => (
	<div aria-busy="true">
		<div className="mb-3 flex h-8 items-center gap-4">
			<Bone className="h-5 w-48" />
			<Bone className="w-24" />
		</div>
		<div className="mb-5 h-9 border-b" />
		<div className="grid gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(18rem,1fr)]">
			<SkeletonPanel className="h-80" />
			<SkeletonPanel className="h-80" />
		</div>
	</div>
);
