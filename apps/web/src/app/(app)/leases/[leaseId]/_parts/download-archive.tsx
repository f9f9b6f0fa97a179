"use client";
import type { LeaseDetail } from "@berth/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { formatBytes } from "@/format/bytes.ts";
import { Button } from "@/ui/button.tsx";
import { Panel } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";

type Source = { readonly leaseId: string } | { readonly retentionId: string };

interface DownloadArchiveProps {
	readonly source: Source;
	readonly tenantId: string;
	readonly refusal?: string | null;
}

/** Downloads volumes as an archive. Asked first, since a refusal would take the browser away from the page. */
export function DownloadArchive({ source, tenantId, refusal = null }: DownloadArchiveProps) {
	const trpc = useTRPC();
	const queries = useQueryClient();
	const download = useMutation({
		mutationFn: () => queries.fetchQuery({ ...trpc.backup.plan.queryOptions(source), staleTime: 0 }),
		onSuccess: ({ path, isHere }) => {
			if (isHere) window.location.assign(`${path}&tenant=${encodeURIComponent(tenantId)}`);
		},
	});
	const { data: plan } = download;
	return (
		<div>
			<Button refusal={refusal} busy={download.isPending} onClick={() => download.mutate()}>
				Download an archive
			</Button>
			{plan?.isHere === true && (
				<p className="mt-2 text-ink-soft">
					{plan.bytes === null ? "The download has begun." : `The download has begun: about ${formatBytes(plan.bytes)}.`} It is whole only
					if the browser says so.
				</p>
			)}
			{plan?.isHere === false && (
				<p className="mt-2 text-ink-soft">The data is on node {plan.node}: download it from the Berth process beside it.</p>
			)}
			{download.error && <ProblemPanel title="Nothing was downloaded" problem={toProblem(download.error)} className="mt-3" />}
		</div>
	);
}

/** For a lease that keeps data: an archive of it, while it does not run. */
export function ArchivePanel({ lease }: { readonly lease: LeaseDetail }) {
	const rests = lease.state === "stopped" || lease.state === "failed";
	return (
		<Panel title="Archive">
			<p className="mb-3 max-w-lg text-ink-soft">
				All volumes of the lease in one file, from which a lease can be made again, here or elsewhere. It holds the environment of the
				services too.
			</p>
			<DownloadArchive
				source={{ leaseId: lease.id }}
				tenantId={lease.tenantId}
				refusal={rests ? null : "Stop the lease first: its data may change while it runs"}
			/>
		</Panel>
	);
}
