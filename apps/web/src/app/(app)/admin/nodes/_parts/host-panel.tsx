"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/data/trpc.ts";
import { formatBytes } from "@/format/bytes.ts";
import { fleetText } from "@/text/admin-fleet.ts";
import { hostPanelText as words } from "@/text/admin-parts.ts";
import { Panel } from "@/ui/panel.tsx";
import { SkeletonPanel } from "@/ui/skeleton.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { QueryProblem } from "../../_parts/query-problem.tsx";

const text = fleetText.nodes;

/** What the host of this process's node is and can do, and why not; nothing where this process works no node. */
export function HostPanel() {
	const query = useQuery(useTRPC().admin.host.get.queryOptions());
	const host = query.data;
	if (host === null) return null;
	return (
		<div className="mt-4">
			<QueryProblem what={text.capabilitiesWhat} query={query} />
			{host === undefined ? (
				query.error === null && <SkeletonPanel className="h-64" />
			) : (
				<Panel
					title={text.capabilities}
					aside={words.apiCpu(
						host.node,
						host.info.engine,
						host.info.version,
						host.info.apiVersion,
						host.info.os,
						host.info.arch,
						host.info.cpus,
						formatBytes(host.info.memoryBytes),
						host.info.storageDriver,
						text.cgroup,
						host.info.cgroupVersion,
					)}
				>
					<ul className="grid gap-x-8 gap-y-1.5 md:grid-cols-2">
						{Object.entries(host.capabilities).map(([name, { available, why }]) => (
							<li key={name} data-capability={name} className="flex flex-wrap items-baseline gap-x-3">
								<StateMark mark={available ? { shape: "ok", word: text.can } : { shape: "rest", word: text.cannot }} className="w-14" />
								<span className="font-medium">{name.replaceAll("-", " ")}</span>
								{why !== null && <span className="text-12 text-ink-soft">{why}</span>}
							</li>
						))}
					</ul>
				</Panel>
			)}
		</div>
	);
}
