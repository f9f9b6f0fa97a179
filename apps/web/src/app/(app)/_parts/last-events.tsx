"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { toProblem } from "@/data/problem.ts";
import { useTRPC, useTRPCClient } from "@/data/trpc.ts";
import { describeEvent } from "@/leases/describe-event.ts";
import { overviewText } from "@/text/overview.ts";
import { Link } from "@/ui/link.tsx";
import { Moment } from "@/ui/moment.tsx";
import { Panel } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { Bone } from "@/ui/skeleton.tsx";
import { StateMark } from "@/ui/state-mark.tsx";

const text = overviewText.events;

const SHOWN = 10;
/** While nothing that the page hears of makes it look sooner. */
const LOOK_MS = 15_000;

/** What happened last to any lease of the tenant. `news` is whatever moves on with a lease: then it is asked for again. */
export function LastEvents({ news }: { readonly news: number }) {
	const trpc = useTRPC();
	const client = useTRPCClient();
	const found = useQuery({
		queryKey: [...trpc.event.listAll.pathKey(), news],
		queryFn: ({ signal }) => client.event.listAll.query({ limit: SHOWN }, { signal }),
		refetchInterval: LOOK_MS,
		placeholderData: keepPreviousData,
	});
	return (
		<Panel title={text.title} flush>
			{found.error && !found.data && (
				<ProblemPanel title={text.failed} problem={toProblem(found.error)} onRetry={() => void found.refetch()} className="m-4" />
			)}
			{found.isPending && (
				<div className="grid gap-3 p-4">
					{["w-3/5", "w-2/5", "w-1/2"].map((width) => (
						<Bone key={width} className={width} />
					))}
				</div>
			)}
			{found.data?.events.length === 0 && <p className="p-4 text-ink-faint">{text.none}</p>}
			<ul>
				{found.data?.events.map((event) => {
					const { mark, detail } = describeEvent(event.body);
					return (
						<li
							key={`${event.leaseId} ${event.seq}`}
							className="flex flex-wrap items-center gap-x-4 gap-y-0.5 border-b px-4 py-1.5 last:border-b-0"
						>
							<Moment at={event.at} className="w-20 shrink-0 text-ink-faint tabular-nums" />
							<Link href={`/leases/${event.leaseId}/events`} className="max-w-48 truncate rounded font-medium hover:underline">
								{event.leaseName}
							</Link>
							<StateMark mark={mark} isStill />
							<span className="min-w-0 flex-1 basis-48 truncate text-ink-soft" title={detail}>
								{detail}
							</span>
						</li>
					);
				})}
			</ul>
		</Panel>
	);
}
