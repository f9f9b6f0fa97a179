"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toProblem } from "@/data/problem.ts";
import { usePages } from "@/data/use-pages.ts";
import { deliveriesText as text } from "@/text/webhooks.ts";
import { Button } from "@/ui/button.tsx";
import { Empty } from "@/ui/empty.tsx";
import { FilterChip } from "@/ui/filter-chip.tsx";
import { Moment } from "@/ui/moment.tsx";
import { Panel } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { SkeletonRows } from "@/ui/skeleton.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";
import { toast } from "@/ui/toast.ts";
import { useWebhookCalls } from "./use-webhook-calls.ts";
import type { WebhookView } from "./webhook-row.tsx";

/** Between two looks while something is owed. */
const LOOK_MS = 5_000;

/** What a webhook was told, newest first, with each try, and sent again by hand. */
export function Deliveries({ webhook, isOwner }: { readonly webhook: WebhookView; readonly isOwner: boolean }) {
	const { trpc, client } = useWebhookCalls();
	const queries = useQueryClient();
	const [failed, setFailed] = useState(false);
	const [open, setOpen] = useState<string | null>(null);
	const input = { webhookId: webhook.id, ...(failed && { failed }) };
	const found = usePages({
		queryKey: [...trpc.deliveries.pathKey(), input],
		read: (cursor, options) => client.deliveries.query({ ...input, ...cursor }, options),
		refetchMs: (pages) => (pages.some((page) => page.deliveries.some((one) => one.state === "owed")) ? LOOK_MS : false),
	});
	const redeliver = useMutation(
		trpc.redeliver.mutationOptions({
			onSettled: () => queries.invalidateQueries({ queryKey: trpc.pathKey() }),
			onError: (error) => toast("It was not sent again", { description: toProblem(error).message }),
		}),
	);
	const rows = found.data?.pages.flatMap((page) => page.deliveries);
	return (
		<Panel
			title={text.deliveriesTo(webhook.url)}
			className="mt-4"
			flush
			aside={
				<FilterChip isOn={failed} onClick={() => setFailed(!failed)}>
					{text.notArrived}
				</FilterChip>
			}
		>
			{found.error && (
				<ProblemPanel
					title={text.theDeliveriesCouldNotBe}
					problem={toProblem(found.error)}
					onRetry={() => void found.refetch()}
					className="m-4"
				/>
			)}
			{rows?.length === 0 ? (
				<Empty title={failed ? text.allOfThemArrived : text.itWasToldNothingYet}>{!failed && <p>{text.theNextEventOfIts}</p>}</Empty>
			) : (
				<Table label={text.deliveriesTo(webhook.url)} aria-busy={found.isPending || undefined}>
					<thead>
						<tr>
							<Th>{text.when}</Th>
							<Th>{text.event}</Th>
							<Th>{text.lease}</Th>
							<Th>{text.state}</Th>
							<Th>{text.answer}</Th>
							<Th>
								<span className="sr-only">{text.actions}</span>
							</Th>
						</tr>
					</thead>
					<tbody>
						{rows
							? rows.map((one) => (
									<tr key={one.id}>
										<Td className="whitespace-nowrap text-ink-faint">
											<Moment at={one.at} />
										</Td>
										<Td className="font-medium whitespace-nowrap">{one.type}</Td>
										<Td>{one.leaseName}</Td>
										<Td className="whitespace-nowrap">
											<span className={one.state === "delivered" ? "text-ok" : one.state === "owed" ? "text-warn" : "text-bad"}>
												{one.state === "delivered" ? text.arrived : one.state === "owed" ? text.owed : text.givenUp}
											</span>
											<span className="ml-2 text-12 text-ink-faint tabular-nums">
												{one.attempts} {one.attempts === 1 ? text.try : text.tries}
											</span>
										</Td>
										<Td className="text-12 text-ink-soft">{one.lastError ?? one.lastStatus ?? ""}</Td>
										<Td className="text-right whitespace-nowrap">
											<span className="inline-flex gap-1">
												<Button small aria-expanded={open === one.id} onClick={() => setOpen(open === one.id ? null : one.id)}>
													{text.triesTitle}
												</Button>
												{isOwner && (
													<Button
														small
														busy={redeliver.isPending && redeliver.variables.deliveryId === one.id}
														onClick={() => redeliver.mutate({ deliveryId: one.id })}
													>
														{text.sendAgain}
													</Button>
												)}
											</span>
										</Td>
									</tr>
								))
							: !found.error && <SkeletonRows rows={4} columns={6} />}
					</tbody>
				</Table>
			)}
			{open !== null && <Tries deliveryId={open} />}
			{found.hasNextPage && (
				<div className="flex justify-center p-3">
					<Button small busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
						{text.loadOlderOnes}
					</Button>
				</div>
			)}
		</Panel>
	);
}

function Tries({ deliveryId }: { readonly deliveryId: string }) {
	const { trpc } = useWebhookCalls();
	const { data, error } = useQuery(trpc.attempts.queryOptions({ deliveryId }));
	if (error) return <ProblemPanel title={text.theTriesCouldNotBe} problem={toProblem(error)} className="m-4" />;
	return (
		<ol aria-label={text.triesTitle} className="grid gap-2 border-t p-4">
			{data?.attempts.length === 0 && <li className="text-ink-faint">{text.noTryHasEndedYet}</li>}
			{data?.attempts.map((one) => (
				<li key={one.at} className="grid gap-1">
					<p className="text-12">
						<Moment at={one.at} className="text-ink-faint" /> · {one.status ?? text.noAnswer} {text.ms(one.durationMs)}
						{one.error && <span className="ml-2 text-bad">{one.error}</span>}
					</p>
					{one.answer && (
						<pre className="max-h-32 overflow-auto rounded-control bg-sunken p-2 font-mono text-12 break-all whitespace-pre-wrap">
							{one.answer}
						</pre>
					)}
				</li>
			))}
		</ol>
	);
}
