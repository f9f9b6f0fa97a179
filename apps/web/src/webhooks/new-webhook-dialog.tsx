"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { toProblem } from "@/data/problem.ts";
import { newWebhookDialogText as text } from "@/text/webhooks.ts";
import { Button } from "@/ui/button.tsx";
import { Dialog } from "@/ui/dialog.tsx";
import { TextField } from "@/ui/field.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { SecretDialog } from "./secret-dialog.tsx";
import { useWebhookCalls } from "./use-webhook-calls.ts";

/** Asks where to and of what; then shows the secret, once. */
export function NewWebhookDialog({ onOpenChange }: { readonly onOpenChange: (open: boolean) => void }) {
	const { trpc, types: known } = useWebhookCalls();
	const queries = useQueryClient();
	const create = useMutation(
		trpc.create.mutationOptions({ onSuccess: () => queries.invalidateQueries({ queryKey: trpc.list.queryKey() }) }),
	);
	if (create.data) return <SecretDialog secret={create.data.secret} description={text.whatIsSentIsSigned} onOpenChange={onOpenChange} />;
	const submit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		const fields = new FormData(event.currentTarget);
		const types = known.filter((type) => fields.getAll("types").includes(type));
		create.mutate({ url: String(fields.get("url")).trim(), description: String(fields.get("description")).trim(), types });
	};
	return (
		<Dialog open onOpenChange={onOpenChange} title={text.addAWebhook} description={text.eventsArePostedToIt}>
			<form onSubmit={submit} className="mt-4 grid gap-4">
				<TextField label={text.address} name="url" type="url" required autoComplete="off" placeholder={text.httpsExampleOrgBerth} />
				<TextField label={text.whatItIsFor} name="description" maxLength={200} autoComplete="off" />
				<fieldset className="grid gap-1 sm:grid-cols-2">
					<legend className="mb-1 text-12 font-medium text-ink-soft">{text.events}</legend>
					{known.map((type) => (
						<label key={type} className="flex items-center gap-2 text-13">
							<input type="checkbox" name="types" value={type} defaultChecked={type === "lease.failed"} />
							{type}
						</label>
					))}
				</fieldset>
				{create.error && <ProblemPanel title={text.itWasNotAdded} problem={toProblem(create.error)} />}
				<div className="flex justify-end gap-2">
					<Button onClick={() => onOpenChange(false)}>{text.cancel}</Button>
					<Button type="submit" look="primary" busy={create.isPending}>
						{text.add}
					</Button>
				</div>
			</form>
		</Dialog>
	);
}
