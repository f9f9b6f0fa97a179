"use client";
import { useQuery } from "@tanstack/react-query";
import { AuditLog } from "@/audit/audit-log.tsx";
import { useAuditFilter } from "@/audit/use-audit-filter.ts";
import { useTRPC, useTRPCClient } from "@/data/trpc.ts";
import { usePages } from "@/data/use-pages.ts";
import { tenantAuditText as text } from "@/text/audit.ts";

/** Who did what in the tenant, for its owners. */
export function TenantAudit() {
	const trpc = useTRPC();
	const state = useAuditFilter();
	const { data: policy } = useQuery(trpc.policy.get.queryOptions());
	const client = useTRPCClient();
	const found = usePages({
		queryKey: [...trpc.audit.list.pathKey(), state.filter],
		read: (cursor, options) => client.audit.list.query({ ...state.filter, ...cursor }, options),
	});
	return (
		<AuditLog
			title={text.audit}
			state={state}
			rows={found.data?.pages.flatMap((page) => page.rows)}
			error={found.error}
			retry={() => void found.refetch()}
			more={found.hasNextPage ? () => void found.fetchNextPage() : null}
			isLoadingMore={found.isFetchingNextPage}
			exportOf={policy ? { tenant: policy.tenant.id } : {}}
		/>
	);
}
