"use client";
import type { RouterOutputs } from "@berth/client";
import { DAY, HOUR } from "@berth/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { toProblem } from "@/data/problem.ts";
import { useTRPC, useTRPCClient } from "@/data/trpc.ts";
import { useNow } from "@/data/use-now.ts";
import { formatBytes } from "@/format/bytes.ts";
import { formatAge } from "@/format/time.ts";
import { volumesText } from "@/text/lease-volumes.ts";
import { Button } from "@/ui/button.tsx";
import { Empty } from "@/ui/empty.tsx";
import { Meter } from "@/ui/meter.tsx";
import { Moment } from "@/ui/moment.tsx";
import { Panel } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { SkeletonPanel } from "@/ui/skeleton.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";
import { useLeaseFeed } from "./lease-context.ts";
import { type Growth, growthOf } from "./volume-growth.ts";

type Volume = RouterOutputs["volume"]["list"]["volumes"][number];

const text = volumesText;
const PAGE = 100;
/** What is in a volume is looked at every five minutes. */
const REFETCH_MS = 60_000;

/** What the lease stores: how full each volume is, how fast it grows, and when that is over. */
export function LeaseVolumesTab() {
	const { lease } = useLeaseFeed();
	const client = useTRPCClient();
	const growth = useGrowth(lease.id);
	const found = useInfiniteQuery({
		queryKey: ["volumes", lease.id, lease.state],
		queryFn: ({ pageParam }) =>
			client.volume.list.query({ leaseId: lease.id, limit: PAGE, ...(pageParam !== null && { cursor: pageParam }) }),
		initialPageParam: null as string | null,
		getNextPageParam: ({ next }) => next,
		placeholderData: (known) => known,
		refetchInterval: REFETCH_MS,
	});
	if (!found.data)
		return found.error ? (
			<ProblemPanel title={text.failed} problem={toProblem(found.error)} onRetry={() => void found.refetch()} />
		) : (
			<SkeletonPanel className="h-48" />
		);
	const volumes = found.data.pages.flatMap((page) => page.volumes);
	// Growth is recorded by service: where a service has one volume, it is that one's.
	const only = (service: string) => volumes.filter((volume) => volume.service === service).length === 1;
	return (
		<Panel title={text.title} flush>
			{found.error && (
				<ProblemPanel title={text.failed} problem={toProblem(found.error)} onRetry={() => void found.refetch()} className="m-3" />
			)}
			{volumes.length === 0 ? (
				<Empty title={text.none}>
					<p>{text.noneHint}</p>
				</Empty>
			) : (
				<>
					<Table label={text.title}>
						<thead>
							<tr>
								<Th>{text.columns.volume}</Th>
								<Th>{text.columns.used}</Th>
								<Th className="text-right">{text.columns.limit}</Th>
								<Th className="text-right">{text.columns.growth}</Th>
								<Th className="text-right">{text.columns.full}</Th>
								<Th>{text.columns.node}</Th>
								<Th>{text.columns.created}</Th>
							</tr>
						</thead>
						<tbody>
							{volumes.map((volume) => (
								<VolumeRow key={volume.id} volume={volume} growth={only(volume.service) ? (growth.get(volume.service) ?? null) : null} />
							))}
						</tbody>
					</Table>
					{found.hasNextPage && (
						<div className="border-b p-2 text-center">
							<Button small busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
								{text.more}
							</Button>
						</div>
					)}
					<p className="px-4 py-2 text-12 text-ink-faint">{text.note}</p>
				</>
			)}
		</Panel>
	);
}

function VolumeRow({ volume, growth }: { readonly volume: Volume; readonly growth: Growth | null }) {
	const name = `${volume.service}-${volume.index}`;
	const { usedBytes, limitBytes } = volume;
	const leftMs =
		growth === null || usedBytes === null || growth.bytesPerDay <= 0 ? null : ((limitBytes - usedBytes) / growth.bytesPerDay) * DAY;
	return (
		<tr data-volume={name} className="tabular-nums">
			<Td className="font-medium" title={volume.id}>
				{name}
			</Td>
			<Td className="whitespace-nowrap">
				{usedBytes === null ? (
					<span className="text-unknown">{text.notMeasured}</span>
				) : (
					<span className="inline-flex items-center gap-2">
						<Meter label={text.usedOf(name)} value={usedBytes} max={limitBytes} text={formatBytes(usedBytes)} className="w-28" />
						{formatBytes(usedBytes)}
					</span>
				)}
			</Td>
			<Td className="text-right">{formatBytes(limitBytes)}</Td>
			<Td className="text-right whitespace-nowrap">{growth === null ? text.never : sayGrowth(growth)}</Td>
			<Td className="text-right whitespace-nowrap">{leftMs === null ? text.never : formatAge(Math.max(0, leftMs))}</Td>
			<Td className="text-ink-soft">{volume.node}</Td>
			<Td className="whitespace-nowrap text-ink-soft">
				<Moment at={volume.createdAt} />
			</Td>
		</tr>
	);
}

const sayGrowth = ({ bytesPerDay }: Growth): string =>
	Math.abs(bytesPerDay) < 1024
		? text.steady
		: text.perDay(`${bytesPerDay < 0 ? "−" : "+"}${formatBytes(Math.round(Math.abs(bytesPerDay)))}`);

/** How fast each service's data grew over the last week, as far as it is recorded. */
function useGrowth(leaseId: string): ReadonlyMap<string, Growth> {
	const trpc = useTRPC();
	const to = Math.ceil(useNow() / HOUR) * HOUR;
	const range = { from: new Date(to - 7 * DAY).toISOString(), to: new Date(to).toISOString() };
	const { data } = useQuery(trpc.lease.usage.queryOptions({ leaseId, step: "hour", ...range }, { enabled: to > 0 }));
	return new Map(
		(data?.services ?? []).flatMap(({ service, points }) => {
			const growth = growthOf(points);
			return growth === null ? [] : [[service, growth] as const];
		}),
	);
}
