"use client";
import type { LeaseDetail } from "@berth/core";
import { isClosing } from "@berth/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { formatMoment } from "@/format/time.ts";
import { leaseText } from "@/text/lease.ts";
import { termPanelText as words } from "@/text/lease-settings.ts";
import { Button } from "@/ui/button.tsx";
import { TextField } from "@/ui/field.tsx";
import { Moment } from "@/ui/moment.tsx";
import { Panel } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { toast } from "@/ui/toast.ts";

const UNDO_MS = 8_000;

/** A term that is over by now cannot be set again. */
const isStillAhead = (at: string | null): boolean => at === null || Date.parse(at) > Date.now();

/** When the lease closes by itself, to be moved or lifted. */
export function TermPanel({ lease }: { readonly lease: LeaseDetail }) {
	const trpc = useTRPC();
	const [text, setText] = useState("");
	const renew = useMutation(
		trpc.lease.renew.mutationOptions({
			onSuccess: () => setText(""),
		}),
	);
	const { id: leaseId, expiresAt, state } = lease;
	// Moved back as easily as it was moved: no question before it, a way back after it.
	const move = (to: string | null) =>
		renew.mutate(
			{ leaseId, expiresAt: to },
			{
				onSuccess: () =>
					toast(leaseText.term.moved, {
						duration: UNDO_MS,
						...(isStillAhead(expiresAt) && {
							action: { label: leaseText.term.undo, onClick: () => renew.mutate({ leaseId, expiresAt }) },
						}),
					}),
			},
		);
	// The field speaks the reader's own time, without a zone.
	const wanted = text === "" ? null : new Date(text);
	const isTime = wanted !== null && !Number.isNaN(wanted.getTime());
	const refusal = isClosing(state) ? "The lease is closed or being closed." : null;
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (refusal === null && isTime && !renew.isPending) move(wanted.toISOString());
	};
	return (
		<Panel title={words.term}>
			<p>
				{expiresAt === null ? (
					words.theLeaseHasNoEnd
				) : (
					<>
						{words.theLeaseClosesByItself(formatMoment(expiresAt))}
						<Moment at={expiresAt} />
						).
					</>
				)}
			</p>
			<form onSubmit={submit} className="mt-3 flex flex-wrap items-end gap-2">
				<TextField label={words.until} type="datetime-local" value={text} onChange={({ target }) => setText(target.value)} />
				<Button type="submit" refusal={refusal ?? (isTime ? null : words.pickATimeFirst)} busy={renew.isPending}>
					{expiresAt === null ? words.setAnEnd : words.renew}
				</Button>
				{expiresAt !== null && (
					<Button refusal={refusal} busy={renew.isPending} onClick={() => move(null)}>
						{words.withoutEnd}
					</Button>
				)}
			</form>
			{renew.error && <ProblemPanel title={words.theTermWasNotMoved} problem={toProblem(renew.error)} className="mt-3" />}
		</Panel>
	);
}
