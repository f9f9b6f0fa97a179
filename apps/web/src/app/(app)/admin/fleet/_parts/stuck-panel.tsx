"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/data/trpc.ts";
import { markOfState } from "@/format/mark.ts";
import { formatClock } from "@/format/time.ts";
import { actorText } from "@/text/admin-actors.ts";
import { fleetText } from "@/text/admin-fleet.ts";
import { Link } from "@/ui/link.tsx";
import { Panel } from "@/ui/panel.tsx";
import { Bone } from "@/ui/skeleton.tsx";
import { MarkShapeIcon, StateMark } from "@/ui/state-mark.tsx";
import { QueryProblem } from "../../_parts/query-problem.tsx";
import { MoreLink } from "./in-flight.tsx";

const text = fleetText.fleet;
const EVERY_MS = 10_000;

/** The actor that is longest past its deadline. */
export function StuckPanel() {
	const query = useQuery(useTRPC().admin.actors.list.queryOptions(undefined, { refetchInterval: EVERY_MS }));
	const stuck = query.data?.actors.filter(({ stuckMs }) => stuckMs > 0).toSorted((a, b) => b.stuckMs - a.stuckMs)[0];
	return (
		<Panel title={text.stuck} aside={<MoreLink href="/admin/actors" label={text.allActors} />}>
			<QueryProblem what={actorText.title} query={query} />
			{query.data === undefined ? (
				query.error === null && <Bone className="w-48" />
			) : stuck === undefined ? (
				<p className="flex items-center gap-2 text-ink-soft">
					<MarkShapeIcon shape="ok" />
					{text.noStuck}
				</p>
			) : (
				<div className="grid gap-1">
					<p className="flex flex-wrap items-center gap-3">
						<Link href={`/admin/actors/${stuck.leaseId}`} className="truncate rounded font-medium hover:underline">
							{stuck.leaseName}
						</Link>
						<StateMark mark={markOfState(stuck.state)} />
						<span className="text-ink-faint">{stuck.tenantName}</span>
					</p>
					<p className="font-medium text-bad">{text.past(formatClock(stuck.stuckMs))}</p>
				</div>
			)}
		</Panel>
	);
}
