"use client";
import type { RouterOutputs } from "@berth/client";
import { useQuery } from "@tanstack/react-query";
import { Plus, UserPlus } from "lucide-react";
import { useState } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { formatBytes, formatCpu } from "@/format/bytes.ts";
import { shortId } from "@/format/lease.ts";
import { Button } from "@/ui/button.tsx";
import { CopyButton } from "@/ui/copy-button.tsx";
import { Empty } from "@/ui/empty.tsx";
import { Moment } from "@/ui/moment.tsx";
import { PageHead } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { SkeletonRows } from "@/ui/skeleton.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { TenantDialog } from "./tenant-dialog.tsx";

type Tenant = RouterOutputs["admin"]["tenants"]["list"][number];

/** Who leases here, how much each may hold, and the way in for their people. */
export function Tenants() {
	const trpc = useTRPC();
	const tenants = useQuery(trpc.admin.tenants.list.queryOptions());
	const [isCreating, setCreating] = useState(false);
	const [invited, setInvited] = useState<Tenant | null>(null);
	return (
		<>
			<PageHead title="Tenants" {...(tenants.data ? { note: `${tenants.data.length}` } : {})}>
				<Button look="primary" onClick={() => setCreating(true)}>
					<Plus className="size-4" aria-hidden />
					New tenant
				</Button>
			</PageHead>
			{tenants.error && (
				<ProblemPanel
					title="The tenants could not be loaded"
					problem={toProblem(tenants.error)}
					onRetry={() => void tenants.refetch()}
					className="mb-3"
				/>
			)}
			<div className="rounded-card border bg-panel">
				{tenants.data?.length === 0 ? (
					<Empty title="No tenants yet">
						<p>A tenant owns leases. Its members see those leases and no others.</p>
						<Button look="primary" onClick={() => setCreating(true)}>
							Create the first tenant
						</Button>
					</Empty>
				) : (
					<Table label="Tenants" aria-busy={tenants.isPending || undefined}>
						<thead>
							<tr>
								<Th>Name</Th>
								<Th>Id</Th>
								<Th className="text-right">Leases</Th>
								<Th className="text-right">CPU</Th>
								<Th className="text-right">Memory</Th>
								<Th className="text-right">Disk</Th>
								<Th>Made</Th>
								<Th>
									<span className="sr-only">Actions</span>
								</Th>
							</tr>
						</thead>
						<tbody className="[&_tr:last-child_td]:border-b-0">
							{tenants.data ? (
								tenants.data.map((tenant) => <TenantRow key={tenant.id} tenant={tenant} onInvite={() => setInvited(tenant)} />)
							) : (
								<SkeletonRows rows={4} columns={8} />
							)}
						</tbody>
					</Table>
				)}
			</div>
			{isCreating && <TenantDialog onOpenChange={setCreating} />}
			{invited && <InviteDialog tenant={invited} onOpenChange={() => setInvited(null)} />}
		</>
	);
}

function TenantRow({ tenant, onInvite }: { readonly tenant: Tenant; readonly onInvite: () => void }) {
	const limit = (value: number | null, format: (value: number) => string) =>
		value === null ? <span className="text-ink-faint">no limit</span> : format(value);
	return (
		<tr>
			<Td className="font-medium">
				{tenant.name}
				{tenant.suspendedAt !== null && <span className="ml-2 text-12 text-warn">suspended</span>}
			</Td>
			<Td className="whitespace-nowrap">
				<code className="align-middle text-12 text-ink-soft">{shortId(tenant.id)}</code>
				<CopyButton text={tenant.id} what="tenant id" />
			</Td>
			<Td className="text-right">{limit(tenant.leasesMax, String)}</Td>
			<Td className="text-right">{limit(tenant.cpuMillisMax, formatCpu)}</Td>
			<Td className="text-right">{limit(tenant.memoryBytesMax, formatBytes)}</Td>
			<Td className="text-right">{limit(tenant.diskBytesMax, formatBytes)}</Td>
			<Td className="whitespace-nowrap text-ink-faint">
				<Moment at={tenant.createdAt} />
			</Td>
			<Td className="text-right">
				<Button small onClick={onInvite} aria-label={`Invite a member to ${tenant.name}`}>
					<UserPlus className="size-3.5" aria-hidden />
					Invite
				</Button>
			</Td>
		</tr>
	);
}
