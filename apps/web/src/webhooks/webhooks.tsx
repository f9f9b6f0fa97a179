"use client";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useMe } from "@/data/me.ts";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { useParam } from "@/data/use-param.ts";
import { webhooksText as text } from "@/text/webhooks.ts";
import { Button } from "@/ui/button.tsx";
import { Empty } from "@/ui/empty.tsx";
import { PageHead } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { SkeletonRows } from "@/ui/skeleton.tsx";
import { Table, Th } from "@/ui/table.tsx";
import { Deliveries } from "./deliveries.tsx";
import { NewWebhookDialog } from "./new-webhook-dialog.tsx";
import { OfInstallation, useWebhookCalls } from "./use-webhook-calls.ts";
import { WebhookRow } from "./webhook-row.tsx";

/** Where the tenant wants to be told of events, and how that goes. */
export function TenantWebhooks() {
	const trpc = useTRPC();
	const { isAdmin, tenants } = useMe();
	const { data: policy } = useQuery(trpc.policy.get.queryOptions());
	const own = tenants.find(({ id }) => id === policy?.tenant.id);
	// An admin acts for a tenant of others like its owner.
	const isOwner = policy !== undefined && (own === undefined ? isAdmin : own.role === "owner");
	return <Webhooks title={text.webhooks} isOwner={isOwner} />;
}

/** Where admins want to be told of every tenant's. */
export function WholeWebhooks() {
	return (
		<OfInstallation value={true}>
			<Webhooks title={text.webhooksOfAll} isOwner />
		</OfInstallation>
	);
}

function Webhooks({ title, isOwner }: { readonly title: string; readonly isOwner: boolean }) {
	const { trpc, isWhole } = useWebhookCalls();
	const [isAdding, setAdding] = useState(false);
	const [shown, show] = useParam("webhook");
	const found = useQuery(trpc.list.queryOptions());
	const rows = found.data?.webhooks;
	const one = rows?.find(({ id }) => id === shown);
	return (
		<>
			<PageHead title={title} {...(rows ? { note: rows.length } : {})}>
				{isOwner && (
					<Button look="primary" onClick={() => setAdding(true)}>
						<Plus className="size-4" aria-hidden />
						{text.addWebhook}
					</Button>
				)}
			</PageHead>
			{found.error && (
				<ProblemPanel
					title={text.theWebhooksCouldNotBe}
					problem={toProblem(found.error)}
					onRetry={() => void found.refetch()}
					className="mb-3"
				/>
			)}
			<div className="rounded-card border bg-panel">
				{rows?.length === 0 ? (
					<Empty title={text.nothingIsToldOfEvents}>
						<p>
							{text.aWebhookPostsAnEvent}
							{isWhole && text.ofWhicheverTenant} {text.isReadyFailedClosesIs}
						</p>
						{isOwner ? <Button onClick={() => setAdding(true)}>{text.addTheFirst}</Button> : <p>{text.anOwnerOfTheTenant}</p>}
					</Empty>
				) : (
					<Table label={title} aria-busy={found.isPending || undefined}>
						<thead>
							<tr>
								<Th>{text.address}</Th>
								<Th>{text.events}</Th>
								<Th>{text.state}</Th>
								<Th>{text.lastTry}</Th>
								<Th>
									<span className="sr-only">{text.actions}</span>
								</Th>
							</tr>
						</thead>
						<tbody className="[&_tr:last-child_td]:border-b-0">
							{rows
								? rows.map((webhook) => (
										<WebhookRow
											key={webhook.id}
											webhook={webhook}
											isOwner={isOwner}
											isShown={webhook.id === shown}
											onShow={() => show(webhook.id === shown ? "" : webhook.id)}
										/>
									))
								: !found.error && <SkeletonRows rows={3} columns={5} />}
						</tbody>
					</Table>
				)}
			</div>
			{one && <Deliveries key={one.id} webhook={one} isOwner={isOwner} />}
			{isAdding && <NewWebhookDialog onOpenChange={setAdding} />}
		</>
	);
}
