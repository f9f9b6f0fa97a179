"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/data/trpc.ts";
import { markOfPart } from "@/format/part.ts";
import { formatAge } from "@/format/time.ts";
import { fleetText } from "@/text/admin-fleet.ts";
import { SkeletonPanel } from "@/ui/skeleton.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { QueryProblem } from "../../_parts/query-problem.tsx";

const text = fleetText.fleet;
const EVERY_MS = 5_000;

/** Each part of the service with how long ago it was seen to be well. What nobody looked at is unknown, which is not ill. */
export function PartStrip() {
	const query = useQuery(useTRPC().admin.health.queryOptions(undefined, { refetchInterval: EVERY_MS }));
	const parts = query.data?.parts;
	return (
		<>
			<QueryProblem what={text.partsWhat} query={query} />
			{parts === undefined ? (
				query.error === null && <SkeletonPanel className="mb-4 h-16" />
			) : (
				<ul
					aria-label={text.parts}
					className="mb-4 grid grid-cols-2 gap-px overflow-hidden rounded-card border bg-line sm:grid-cols-4 xl:grid-cols-8"
				>
					{parts.map(({ part, state, ageMs, detail }) => (
						<li key={part} data-part={part} className="bg-panel px-3 py-2.5" title={detail ?? ""}>
							<p className="truncate text-12 text-ink-faint">{text.partNames[part] ?? part}</p>
							<StateMark mark={markOfPart(state)}>{ageMs === null ? null : text.seen(formatAge(ageMs))}</StateMark>
							{state !== "well" && (
								<p className="text-12 break-words text-ink-soft">{detail ?? (state === "unknown" ? text.notSeen : null)}</p>
							)}
						</li>
					))}
				</ul>
			)}
		</>
	);
}
