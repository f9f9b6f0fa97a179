"use client";
import type { RouterOutputs } from "@berth/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toProblem } from "@/data/problem.ts";
import { webhookRowText as text } from "@/text/webhooks.ts";
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
					<span className="text-warn">{webhook.disabledBecause === "failing" ? text.offItFailedForDays : text.off}</span>
				) : failingSince ? (
					<span className="text-bad" title={lastError ?? undefined}>
						{text.failing} <Moment at={failingSince} />
					</span>
				) : (
					<span className="text-ok">{text.on}</span>
				)}
			</Td>
			<Td className="whitespace-nowrap text-ink-faint">{triedAt ? <Moment at={triedAt} /> : text.noneYet}</Td>
			<Td className="text-right whitespace-nowrap">
				<span className="inline-flex gap-1">
					<Button small onClick={onShow} aria-label={text.deliveriesOf(url)}>
						{text.deliveries}
					</Button>
					{isOwner && (
						<>
							{enabled && (
								<Button small busy={test.isPending} onClick={() => test.mutate({ webhookId })} aria-label={text.testOf(url)}>
									{text.test}
								</Button>
							)}
							<Button
								small
								busy={update.isPending}
								onClick={() => update.mutate({ webhookId, enabled: !enabled, expectedRevision: webhook.revision })}
							>
								{enabled ? text.turnOff : text.turnOn}
							</Button>
							<Button small onClick={() => setAsked("rotate")} aria-label={text.newSecretFor(url)}>
								{text.newSecret}
							</Button>
							<Button small onClick={() => setAsked("remove")} aria-label={text.removeOf(url)}>
								{text.remove}
							</Button>
						</>
					)}
				</span>
				{rotate.data && asked === "rotate" ? (
					<SecretDialog
						secret={rotate.data.secret}
						description={text.forADayTheOne}
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
							title={asked === "rotate" ? text.makeANewSecret : text.removeThisWebhook}
							effect={asked === "rotate" ? text.bothSecretsSignForA : text.nothingIsSentToIt}
							action={asked === "rotate" ? text.makeANewSecretTitle : text.remove}
							look={asked === "rotate" ? "primary" : "danger"}
							busy={rotate.isPending || remove.isPending}
							onConfirm={() => (asked === "rotate" ? rotate : remove).mutate({ webhookId })}
						>
							{failed && <ProblemPanel title={text.nothingWasChanged} problem={toProblem(failed)} />}
						</ConfirmDialog>
					)
				)}
			</Td>
		</tr>
	);
}
