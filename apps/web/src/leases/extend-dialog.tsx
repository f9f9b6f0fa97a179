"use client";
import { DAY, type RetentionView } from "@berth/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { extendDialogText as words } from "@/text/lease-parts.ts";
import { retainedText } from "@/text/retained.ts";
import { Button } from "@/ui/button.tsx";
import { Dialog } from "@/ui/dialog.tsx";
import { TextField } from "@/ui/field.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { toast } from "@/ui/toast.ts";

const text = retainedText.extending;

interface ExtendDialogProps {
	readonly retention: RetentionView;
	readonly onOpenChange: (open: boolean) => void;
}

/** Gives retained data more time; for admins, whose room it takes. */
export function ExtendDialog({ retention, onOpenChange }: ExtendDialogProps) {
	const trpc = useTRPC();
	const queries = useQueryClient();
	const [until, setUntil] = useState(() => localMinute(Date.parse(retention.expiresAt) + 7 * DAY));
	const extend = useMutation(
		trpc.admin.retentions.extend.mutationOptions({
			onSuccess: async () => {
				await Promise.all(
					[trpc.retention.pathKey(), trpc.admin.retentions.pathKey()].map((queryKey) => queries.invalidateQueries({ queryKey })),
				);
				toast(text.done);
				onOpenChange(false);
			},
		}),
	);
	const atMs = Date.parse(until);
	const refusal = atMs > Date.now() ? null : text.past;
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (refusal === null) extend.mutate({ retentionId: retention.id, expiresAt: new Date(atMs).toISOString() });
	};
	return (
		<Dialog open onOpenChange={onOpenChange} title={text.title(retention.leaseName)} description={text.effect}>
			<form onSubmit={submit} className="mt-4 grid gap-4">
				<TextField label={text.until} type="datetime-local" required value={until} onChange={({ target }) => setUntil(target.value)} />
				{extend.error && <ProblemPanel title={text.refused} problem={toProblem(extend.error)} />}
				<div className="flex justify-end gap-2">
					<Button onClick={() => onOpenChange(false)}>{words.cancel}</Button>
					<Button type="submit" look="primary" refusal={refusal} busy={extend.isPending}>
						{text.action}
					</Button>
				</div>
			</form>
		</Dialog>
	);
}

/** A moment as the field for one wants it: the reader's own time, without a zone. */
function localMinute(atMs: number): string {
	const date = new Date(atMs);
	return new Date(atMs - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
