"use client";
import { AuditLog } from "@/audit/audit-log.tsx";
import { useAuditFilter } from "@/audit/use-audit-filter.ts";
import { useTRPC, useTRPCClient } from "@/data/trpc.ts";
import { usePages } from "@/data/use-pages.ts";
import { wholeAuditText as text } from "@/text/audit.ts";

/** Who did what in the whole installation. */
export function WholeAudit() {
	const trpc = useTRPC();
	const state = useAuditFilter();
	const client = useTRPCClient();
	const found = usePages({
		queryKey: [...trpc.admin.audit.list.pathKey(), state.filter],
		read: (cursor, options) => client.admin.audit.list.query({ ...state.filter, ...cursor }, options),
	});
	return (
		<AuditLog
			title={text.auditOfAll}
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
