"use client";
import { memberRoles } from "@berth/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { formatMoment } from "@/format/time.ts";
import { Button } from "@/ui/button.tsx";
import { CopyButton } from "@/ui/copy-button.tsx";
import { Dialog } from "@/ui/dialog.tsx";
import { SelectField, TextField } from "@/ui/field.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";

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
			<Dialog
				open
				onOpenChange={onOpenChange}
				title="Invitation link"
				description={`It lets ${invite.data.email} in, once, until ${formatMoment(invite.data.expiresAt)}. Copy it now: it is not shown again.`}
			>
				<p data-testid="invite-link" className="mt-4 rounded-control border bg-sunken p-3 font-mono text-12 break-all select-all">
					{invite.data.url}
				</p>
				<div className="mt-4 flex justify-end gap-2">
					<CopyButton text={invite.data.url} what="link" wide />
					<Button look="primary" onClick={() => onOpenChange(false)}>
						Done
					</Button>
				</div>
			</Dialog>
		);
	return (
		<Dialog
			open
			onOpenChange={onOpenChange}
			title="Invite somebody"
			description="Nothing is mailed: you get a link to hand over. Whoever has an account accepts it after signing in; for others it makes one."
		>
			<form onSubmit={submit} className="mt-4 grid gap-4">
				<TextField label="E-mail" name="email" type="email" required autoComplete="off" />
				<SelectField
					label="Role"
					name="role"
					defaultValue="member"
					hint="A viewer sees all but secrets, a member runs leases, an owner looks after members too."
				>
					{memberRoles.map((role) => (
						<option key={role} value={role}>
							{role}
						</option>
					))}
				</SelectField>
				{invite.error && <ProblemPanel title="Nobody was invited" problem={toProblem(invite.error)} />}
				<div className="flex justify-end gap-2">
					<Button onClick={() => onOpenChange(false)}>Cancel</Button>
					<Button type="submit" look="primary" busy={invite.isPending}>
						Make link
					</Button>
				</div>
			</form>
		</Dialog>
	);
}
