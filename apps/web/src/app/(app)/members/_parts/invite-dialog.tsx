"use client";
import { memberRoles } from "@berth/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { formatMoment } from "@/format/time.ts";
import { inviteDialogText as text } from "@/text/people.ts";
import { Button } from "@/ui/button.tsx";
import { Dialog } from "@/ui/dialog.tsx";
import { SelectField, TextField } from "@/ui/field.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { ShownOnce } from "@/ui/shown-once.tsx";

/** Asks somebody in and shows the link. It is shown here once and kept nowhere. */
export function InviteDialog({ onOpenChange }: { readonly onOpenChange: (open: boolean) => void }) {
	const trpc = useTRPC();
	const queries = useQueryClient();
	const invite = useMutation(
		trpc.invitation.create.mutationOptions({
			onSuccess: () => queries.invalidateQueries({ queryKey: trpc.invitation.list.queryKey() }),
		}),
	);
	const submit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		const fields = new FormData(event.currentTarget);
		invite.mutate({
			email: String(fields.get("email")).trim(),
			role: memberRoles.find((role) => role === fields.get("role")) ?? "viewer",
		});
	};
	if (invite.data)
		return (
			<ShownOnce
				onOpenChange={onOpenChange}
				title={text.invitationLink}
				description={text.itLetsInOnceUntil(invite.data.email, formatMoment(invite.data.expiresAt))}
				secret={invite.data.url}
				what={text.link}
				testId="invite-link"
			/>
		);
	return (
		<Dialog open onOpenChange={onOpenChange} title={text.inviteSomebody} description={text.nothingIsMailedYouGet}>
			<form onSubmit={submit} className="mt-4 grid gap-4">
				<TextField label={text.eMail} name="email" type="email" required autoComplete="off" />
				<SelectField label={text.role} name="role" defaultValue="member" hint={text.aViewerSeesAllBut}>
					{memberRoles.map((role) => (
						<option key={role} value={role}>
							{role}
						</option>
					))}
				</SelectField>
				{invite.error && <ProblemPanel title={text.nobodyWasInvited} problem={toProblem(invite.error)} />}
				<div className="flex justify-end gap-2">
					<Button onClick={() => onOpenChange(false)}>{text.cancel}</Button>
					<Button type="submit" look="primary" busy={invite.isPending}>
						{text.makeLink}
					</Button>
				</div>
			</form>
		</Dialog>
	);
}
