"use client";
import type { LeaseDetail } from "@berth/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { formatBytes } from "@/format/bytes.ts";
import { downloadArchiveText as text } from "@/text/lease-settings.ts";
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
				{text.downloadAnArchive}
			</Button>
			{plan?.isHere === true && (
				<p className="mt-2 text-ink-soft">
					{plan.bytes === null ? text.theDownloadHasBegun : text.theDownloadHasBegunAbout(formatBytes(plan.bytes))} {text.itIsWholeOnlyIf}
				</p>
			)}
			{plan?.isHere === false && <p className="mt-2 text-ink-soft">{text.theDataIsOnNode(plan.node)}</p>}
			{download.error && <ProblemPanel title={text.nothingWasDownloaded} problem={toProblem(download.error)} className="mt-3" />}
		</div>
	);
}

/** For a lease that keeps data: an archive of it, while it does not run. */
export function ArchivePanel({ lease }: { readonly lease: LeaseDetail }) {
	const rests = lease.state === "stopped" || lease.state === "failed";
	return (
		<Panel title={text.archive}>
			<p className="mb-3 max-w-lg text-ink-soft">{text.allVolumesOfTheLease}</p>
			<DownloadArchive source={{ leaseId: lease.id }} tenantId={lease.tenantId} refusal={rests ? null : text.stopTheLeaseFirstIts} />
		</Panel>
	);
}
