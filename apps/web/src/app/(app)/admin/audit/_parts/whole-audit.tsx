"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { AuditLog } from "@/audit/audit-log.tsx";
import { useAuditFilter } from "@/audit/use-audit-filter.ts";
import { useTRPC } from "@/data/trpc.ts";

/** Who did what in the whole installation. */
export function WholeAudit() {
	const trpc = useTRPC();
	const state = useAuditFilter();
	const found = useInfiniteQuery(
		trpc.admin.audit.list.infiniteQueryOptions(state.filter, { getNextPageParam: ({ next }) => next ?? undefined }),
	);
	return (
		<AuditLog
			title="Audit of all"
			state={state}
			rows={found.data?.pages.flatMap((page) => page.rows)}
			error={found.error}
			retry={() => void found.refetch()}
			more={found.hasNextPage ? () => void found.fetchNextPage() : null}
			isLoadingMore={found.isFetchingNextPage}
			exportOf={{ scope: "all" }}
		/>
	);
}
