"use client";
import type { RouterOutputs } from "@berth/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toProblem } from "@/data/problem.ts";
import { Button } from "@/ui/button.tsx";
import { ConfirmDialog } from "@/ui/confirm-dialog.tsx";
import { Moment } from "@/ui/moment.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { Td } from "@/ui/table.tsx";
import { toast } from "@/ui/toast.ts";
import { SecretDialog } from "./secret-dialog.tsx";
import { useWebhookCalls } from "./use-webhook-calls.ts";

export type WebhookView = RouterOutputs["webhook"]["list"]["webhooks"][number];

interface WebhookRowProps {
	readonly webhook: WebhookView;
	readonly isOwner: boolean;
	readonly isShown: boolean;
	readonly onShow: () => void;
}

/** One webhook: how it is, and what its owner does with it. */
export function WebhookRow({ webhook, isOwner, isShown, onShow }: WebhookRowProps) {
	const { trpc } = useWebhookCalls();
	const queries = useQueryClient();
	const [asked, setAsked] = useState<"rotate" | "remove" | null>(null);
	const { id: webhookId, url, description, types, enabled, failingSince, triedAt, lastError } = webhook;
	const refresh = () => queries.invalidateQueries({ queryKey: trpc.pathKey() });
	const said = (title: string) => (error: unknown) => toast(title, { description: toProblem(error).message });
	const update = useMutation(trpc.update.mutationOptions({ onSettled: refresh, onError: said("It was not changed") }));
	const test = useMutation(
		trpc.test.mutationOptions({
			onSuccess: () => toast("A ping is on its way", { description: "How it went is in the deliveries." }),
			onSettled: refresh,
			onError: said("No ping was sent"),
		}),
	);
	const rotate = useMutation(trpc.rotate.mutationOptions({ onSuccess: refresh }));
	const remove = useMutation(
		trpc.remove.mutationOptions({
			onSuccess: () => {
				setAsked(null);
				void refresh();
			},
		}),
	);
	const failed = asked === "rotate" ? rotate.error : remove.error;
	return (
		<tr>
			<Td className="max-w-md">
				<button type="button" aria-expanded={isShown} onClick={onShow} className="text-left font-medium break-all hover:underline">
					{url}
				</button>
				{description !== "" && <p className="text-12 text-ink-faint">{description}</p>}
			</Td>
			<Td className="text-12 text-ink-soft">{types.join(", ")}</Td>
			<Td className="whitespace-nowrap">
				{!enabled ? (
					<span className="text-warn">{webhook.disabledBecause === "failing" ? "off: it failed for days" : "off"}</span>
				) : failingSince ? (
					<span className="text-bad" title={lastError ?? undefined}>
						failing <Moment at={failingSince} />
					</span>
				) : (
					<span className="text-ok">on</span>
				)}
			</Td>
			<Td className="whitespace-nowrap text-ink-faint">{triedAt ? <Moment at={triedAt} /> : "none yet"}</Td>
			<Td className="text-right whitespace-nowrap">
				<span className="inline-flex gap-1">
					<Button small onClick={onShow} aria-label={`Deliveries of ${url}`}>
						Deliveries
					</Button>
					{isOwner && (
						<>
							{enabled && (
								<Button small busy={test.isPending} onClick={() => test.mutate({ webhookId })} aria-label={`Test ${url}`}>
									Test
								</Button>
							)}
							<Button
								small
								busy={update.isPending}
								onClick={() => update.mutate({ webhookId, enabled: !enabled, expectedRevision: webhook.revision })}
							>
								{enabled ? "Turn off" : "Turn on"}
							</Button>
							<Button small onClick={() => setAsked("rotate")} aria-label={`New secret for ${url}`}>
								New secret
							</Button>
							<Button small onClick={() => setAsked("remove")} aria-label={`Remove ${url}`}>
								Remove
							</Button>
						</>
					)}
				</span>
				{rotate.data && asked === "rotate" ? (
					<SecretDialog
						secret={rotate.data.secret}
						description="For a day the one before signs, too. Copy it now: it is not shown again."
						onOpenChange={() => {
							setAsked(null);
							rotate.reset();
						}}
					/>
				) : (
					asked !== null && (
						<ConfirmDialog
							open
							onOpenChange={() => setAsked(null)}
							title={asked === "rotate" ? "Make a new secret?" : "Remove this webhook?"}
							effect={
								asked === "rotate"
									? "Both secrets sign for a day; then the present one is good for nothing."
									: "Nothing is sent to it any more, and the log of what it was told goes with it."
							}
							action={asked === "rotate" ? "Make a new secret" : "Remove"}
							look={asked === "rotate" ? "primary" : "danger"}
							busy={rotate.isPending || remove.isPending}
							onConfirm={() => (asked === "rotate" ? rotate : remove).mutate({ webhookId })}
						>
							{failed && <ProblemPanel title="Nothing was changed" problem={toProblem(failed)} />}
						</ConfirmDialog>
					)
				)}
			</Td>
		</tr>
	);
}
