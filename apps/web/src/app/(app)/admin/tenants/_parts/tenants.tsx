"use client";
import type { RouterOutputs } from "@berth/client";
import { Gauge, Plus, UserPlus } from "lucide-react";
import { useState } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPC, useTRPCClient } from "@/data/trpc.ts";
import { usePages } from "@/data/use-pages.ts";
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
import { QuotaDialog } from "./quota-dialog.tsx";
import { TenantDialog } from "./tenant-dialog.tsx";

type Tenant = RouterOutputs["admin"]["tenants"]["list"]["tenants"][number];

/** Who leases here, how much each may hold, and the way in for their people. */
export function Tenants() {
	const trpc = useTRPC();
	const client = useTRPCClient();
	const tenants = usePages({
		queryKey: trpc.admin.tenants.list.pathKey(),
		read: (cursor, options) => client.admin.tenants.list.query(cursor, options),
	});
	const rows = tenants.data?.pages.flatMap((page) => page.tenants);
	const [isCreating, setCreating] = useState(false);
	const [invited, setInvited] = useState<Tenant | null>(null);
	const [limited, setLimited] = useState<Tenant | null>(null);
	return (
		<>
			<PageHead title="Tenants" {...(rows ? { note: `${rows.length}${tenants.hasNextPage ? "+" : ""}` } : {})}>
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
				{rows?.length === 0 ? (
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
								<Th className="text-right">Retained</Th>
								<Th>Made</Th>
								<Th>
									<span className="sr-only">Actions</span>
								</Th>
							</tr>
						</thead>
						<tbody className="[&_tr:last-child_td]:border-b-0">
							{rows ? (
								rows.map((tenant) => (
									<TenantRow key={tenant.id} tenant={tenant} onInvite={() => setInvited(tenant)} onLimit={() => setLimited(tenant)} />
								))
							) : (
								<SkeletonRows rows={4} columns={9} />
							)}
						</tbody>
					</Table>
				)}
			</div>
			{tenants.hasNextPage && (
				<p className="mt-3">
					<Button busy={tenants.isFetchingNextPage} onClick={() => void tenants.fetchNextPage()}>
						More tenants
					</Button>
				</p>
			)}
			{isCreating && <TenantDialog onOpenChange={setCreating} />}
			{limited && <QuotaDialog tenant={limited} onOpenChange={() => setLimited(null)} />}
			{invited && <InviteDialog tenant={invited} onOpenChange={() => setInvited(null)} />}
		</>
	);
}

interface TenantRowProps {
	readonly tenant: Tenant;
	readonly onInvite: () => void;
	readonly onLimit: () => void;
}

function TenantRow({ tenant, onInvite, onLimit }: TenantRowProps) {
	const { use } = tenant;
	const ofLimit = (used: number, max: number | null, format: (value: number) => string) =>
		max === null ? (
			<>
				{format(used)} <span className="text-ink-faint">of no limit</span>
			</>
		) : (
			`${format(used)} of ${format(max)}`
		);
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
			<Td className="text-right">{ofLimit(use.leases, tenant.leasesMax, String)}</Td>
			<Td className="text-right">{ofLimit(use.cpuMillis, tenant.cpuMillisMax, formatCpu)}</Td>
			<Td className="text-right">{ofLimit(use.memoryBytes, tenant.memoryBytesMax, formatBytes)}</Td>
			<Td className="text-right">{ofLimit(use.diskBytes, tenant.diskBytesMax, formatBytes)}</Td>
			<Td className="text-right">{ofLimit(use.retained.bytes, tenant.retainedBytesMax, formatBytes)}</Td>
			<Td className="whitespace-nowrap text-ink-faint">
				<Moment at={tenant.createdAt} />
			</Td>
			<Td className="whitespace-nowrap text-right">
				<Button small onClick={onLimit} aria-label={`Change the limits of ${tenant.name}`} className="mr-1">
					<Gauge className="size-3.5" aria-hidden />
					Limits
				</Button>
				<Button small onClick={onInvite} aria-label={`Invite a member to ${tenant.name}`}>
					<UserPlus className="size-3.5" aria-hidden />
					Invite
				</Button>
			</Td>
		</tr>
	);
}
