"use client";
import { useEffect } from "react";
import { useActor } from "@/data/use-actor.ts";
import { crumbName } from "@/shell/crumbs.tsx";
import { actorText } from "@/text/admin-actors.ts";
import { buttonClass } from "@/ui/button.tsx";
import { Empty } from "@/ui/empty.tsx";
import { Link } from "@/ui/link.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { SkeletonPanel } from "@/ui/skeleton.tsx";
import { ActorFacts } from "./actor-facts.tsx";
import { ActorHead } from "./actor-head.tsx";
import { CallsPanel } from "./calls-panel.tsx";
import { DriftPanel } from "./drift-panel.tsx";
import { MachinePanel } from "./machine-panel.tsx";
import { MessageLog } from "./message-log.tsx";
import { PathPanel } from "./path-panel.tsx";
import { WaitsFor } from "./waits-for.tsx";

const text = actorText.one;

/** One lease's actor: what it waits for, how it came here, what it handled, and what an admin can do about it. */
export function ActorPage({ leaseId }: { readonly leaseId: string }) {
	const { detail, problem } = useActor(leaseId);
	const name = detail?.actor.leaseName ?? null;
	useEffect(() => {
		crumbName.set(name);
		return () => crumbName.set(null);
	}, [name]);
	if (problem?.code === "NOT_FOUND" || problem?.code === "BAD_INPUT") return <NoSuchActor />;
	return (
		<>
			{problem && <ProblemPanel title={text.failed} problem={problem} className="mb-3" />}
			{detail === undefined ? (
				problem === null && <ActorSkeleton />
			) : (
				<>
					<ActorHead detail={detail} />
					<WaitsFor detail={detail} />
					<div className="grid gap-4 xl:grid-cols-[minmax(0,3fr)_minmax(20rem,2fr)]">
						<MachinePanel detail={detail} />
						<div className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-4">
							<ActorFacts detail={detail} />
							<CallsPanel detail={detail} />
							<DriftPanel leaseId={leaseId} isQuarantined={detail.actor.run === "quarantined"} />
						</div>
						<MessageLog handled={detail.handled} />
						<PathPanel path={detail.path} />
					</div>
				</>
			)}
		</>
	);
}

const NoSuchActor = () => (
	<div className="rounded-card border bg-panel">
		<Empty title={text.noSuch}>
			<p>{text.noSuchHint}</p>
			<Link href="/admin/actors" className={buttonClass("primary")}>
				{text.all}
			</Link>
		</Empty>
	</div>
);

const ActorSkeleton = () => (
	<div aria-busy="true">
		<div className="mb-4 h-8" />
		<SkeletonPanel className="mb-4 h-12" />
		<div className="grid gap-4 xl:grid-cols-[minmax(0,3fr)_minmax(20rem,2fr)]">
			<SkeletonPanel className="h-96" />
			<SkeletonPanel className="h-96" />
		</div>
	</div>
);
