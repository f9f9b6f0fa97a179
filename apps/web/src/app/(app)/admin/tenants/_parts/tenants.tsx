"use client";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTRPC, useTRPCClient } from "@/data/trpc.ts";
import { usePages } from "@/data/use-pages.ts";
import { tenantText } from "@/text/admin-tenants.ts";
import { Button } from "@/ui/button.tsx";
import { Empty } from "@/ui/empty.tsx";
import { PageHead } from "@/ui/panel.tsx";
import { SkeletonRows } from "@/ui/skeleton.tsx";
import { Table, Th } from "@/ui/table.tsx";
import { LoadMore } from "../../_parts/load-more.tsx";
import { QueryProblem } from "../../_parts/query-problem.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { QuotaDialog } from "./quota-dialog.tsx";
import { SuspendDialog } from "./suspend-dialog.tsx";
import type { Tenant, TenantAct } from "./tenant.ts";
import { TenantDialog } from "./tenant-dialog.tsx";
import { TenantRow } from "./tenant-row.tsx";

const text = tenantText;
const { columns } = text;

/** Who leases here, how much each may hold and does, and the way in for their people. */
export function Tenants() {
	const trpc = useTRPC();
	const client = useTRPCClient();
	const query = usePages({
		queryKey: trpc.admin.tenants.list.pathKey(),
		read: (cursor, options) => client.admin.tenants.list.query(cursor, options),
	});
	const rows = query.data?.pages.flatMap((page) => page.tenants);
	const [isCreating, setCreating] = useState(false);
	const [asked, setAsked] = useState<{ readonly tenant: Tenant; readonly act: TenantAct } | null>(null);
	const close = () => setAsked(null);
	return (
		<>
			<PageHead title={text.title} {...(rows ? { note: `${rows.length}${query.hasNextPage ? "+" : ""}` } : {})}>
				<Button look="primary" onClick={() => setCreating(true)}>
					<Plus className="size-4" aria-hidden />
					{text.create}
				</Button>
			</PageHead>
			<QueryProblem what={text.what} query={query} />
			{(rows !== undefined || query.error === null) && (
				<div className="rounded-card border bg-panel">
					{rows?.length === 0 ? (
						<Empty title={text.none}>
							<p>{text.noneHint}</p>
							<Button look="primary" onClick={() => setCreating(true)}>
								{text.createFirst}
							</Button>
						</Empty>
					) : (
						<Table label={text.title} aria-busy={rows === undefined || undefined}>
							<thead>
								<tr>
									<Th>{columns.name}</Th>
									<Th>{columns.id}</Th>
									<Th className="text-right">{columns.leases}</Th>
									<Th className="text-right">{columns.cpu}</Th>
									<Th className="text-right">{columns.memory}</Th>
									<Th className="text-right">{columns.disk}</Th>
									<Th className="text-right">{columns.retained}</Th>
									<Th>{columns.made}</Th>
									<Th>
										<span className="sr-only">{columns.act}</span>
									</Th>
								</tr>
							</thead>
							<tbody className="[&_tr:last-child_td]:border-b-0">
								{rows?.map((tenant) => (
									<TenantRow key={tenant.id} tenant={tenant} onAct={(act) => setAsked({ tenant, act })} onChange={() => query.refetch()} />
								)) ?? <SkeletonRows rows={4} columns={9} />}
							</tbody>
						</Table>
					)}
				</div>
			)}
			<LoadMore query={query} />
			{isCreating && <TenantDialog onOpenChange={setCreating} />}
			{asked?.act === "limits" && <QuotaDialog tenant={asked.tenant} onClose={close} />}
			{asked?.act === "invite" && <InviteDialog tenant={asked.tenant} onOpenChange={close} />}
			{asked?.act === "suspend" && <SuspendDialog tenant={asked.tenant} onDone={() => query.refetch()} onClose={close} />}
		</>
	);
}
