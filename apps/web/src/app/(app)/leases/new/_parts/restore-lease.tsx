"use client";
import { isId } from "@berth/core";
import { useQuery } from "@tanstack/react-query";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { useSkus } from "@/data/use-skus.ts";
import { whyGone } from "@/format/retention.ts";
import { newLeaseText } from "@/text/new-lease.ts";
import { retainedText } from "@/text/retained.ts";
import { Empty } from "@/ui/empty.tsx";
import { PageHead } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { SkeletonPanel } from "@/ui/skeleton.tsx";
import { RestoreForm } from "./restore-form.tsx";

const text = newLeaseText.restore;

/** The form of a lease that is made of retained data, once that was read. */
export function RestoreLease({ retentionId }: { readonly retentionId: string }) {
	const trpc = useTRPC();
	const skus = useSkus();
	const found = useQuery(trpc.retention.get.queryOptions({ retentionId }, { enabled: isId(retentionId) }));
	const leaseId = found.data?.retention?.leaseId ?? null;
	// What was imported has no lease whose manifest could be shown.
	const closed = useQuery(trpc.lease.get.queryOptions({ leaseId: leaseId ?? "" }, { enabled: leaseId !== null, retry: false }));
	const error = found.error ?? skus.error;
	if (error || !isId(retentionId))
		return (
			<>
				<PageHead title={newLeaseText.title} />
				{error ? (
					<ProblemPanel title={text.failed} problem={toProblem(error)} onRetry={() => void found.refetch()} />
				) : (
					<Empty title={text.failed} />
				)}
			</>
		);
	if (!found.data || !skus.data || (leaseId !== null && closed.isPending))
		return (
			<>
				<PageHead title={newLeaseText.title} />
				<SkeletonPanel className="h-96" />
			</>
		);
	const { retention, gone } = found.data;
	if (retention === null || retention.state !== "active")
		return (
			<>
				<PageHead title={newLeaseText.title} />
				<div className="rounded-card border bg-panel">
					<Empty title={text.notNow}>
						<p>
							{gone
								? text.gone(gone.leaseName, whyGone[gone.because])
								: retention && retention.state !== "active"
									? retainedText.why[retention.state]
									: null}
						</p>
					</Empty>
				</div>
			</>
		);
	return <RestoreForm retention={retention} skus={skus.data} manifest={closed.data?.release?.manifest ?? null} />;
}
