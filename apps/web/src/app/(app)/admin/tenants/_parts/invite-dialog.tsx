"use client";
import { memberRoles } from "@berth/core";
import { useMutation } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { formatMoment } from "@/format/time.ts";
import { inviteDialogText as text } from "@/text/admin-parts.ts";
import { Button } from "@/ui/button.tsx";
import { Dialog } from "@/ui/dialog.tsx";
import { SelectField, TextField } from "@/ui/field.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { ShownOnce } from "@/ui/shown-once.tsx";

interface InviteDialogProps {
	readonly tenant: { readonly id: string; readonly name: string };
	readonly onOpenChange: (open: boolean) => void;
}

/** Makes somebody a member and shows the link that signs them in. It is shown here once and kept nowhere. */
export function InviteDialog({ tenant, onOpenChange }: InviteDialogProps) {
	const trpc = useTRPC();
	const invite = useMutation(trpc.admin.members.invite.mutationOptions());
	const submit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		const fields = new FormData(event.currentTarget);
		const name = String(fields.get("name")).trim();
		invite.mutate({
			tenantId: tenant.id,
			email: String(fields.get("email")).trim(),
			role: memberRoles.find((role) => role === fields.get("role")) ?? "member",
			...(name === "" ? {} : { name }),
		});
	};
	if (invite.data?.link) return <LinkDialog link={invite.data.link} email={invite.variables.email} onOpenChange={onOpenChange} />;
	if (invite.data) return <KnownDialog email={invite.variables.email} tenant={tenant.name} onOpenChange={onOpenChange} />;
	return (
		<Dialog open onOpenChange={onOpenChange} title={text.inviteTo(tenant.name)} description={text.nothingIsMailedForSomebody}>
			<form onSubmit={submit} className="mt-4 grid gap-4">
				<TextField label={text.eMail} name="email" type="email" required autoComplete="off" />
				<TextField label={text.name} name="name" maxLength={100} autoComplete="off" hint={text.optionalShownInsteadOfThe} />
				<SelectField label={text.role} name="role" defaultValue="member">
					<option value="member">{text.member}</option>
					<option value="owner">{text.owner}</option>
					<option value="viewer">{text.viewer}</option>
				</SelectField>
				{invite.error && <ProblemPanel title={text.theInvitationWasRefused} problem={toProblem(invite.error)} />}
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

interface KnownDialogProps {
	readonly email: string;
	readonly tenant: string;
	readonly onOpenChange: (open: boolean) => void;
}

const KnownDialog = ({ email, tenant, onOpenChange }: KnownDialogProps) => (
	<Dialog open onOpenChange={onOpenChange} title={text.theyAreIn} description={text.hasAnAccountBelongsTo(email, tenant)}>
		<div className="mt-4 flex justify-end">
			<Button look="primary" onClick={() => onOpenChange(false)}>
				{text.done}
			</Button>
		</div>
	</Dialog>
);

interface LinkDialogProps {
	readonly link: { readonly url: string; readonly expiresAt: string };
	readonly email: string;
	readonly onOpenChange: (open: boolean) => void;
}

const LinkDialog = ({ link, email, onOpenChange }: LinkDialogProps) => (
	<ShownOnce
		onOpenChange={onOpenChange}
		title={text.signInLink}
		description={text.itSignsInOnceUntil(email, formatMoment(link.expiresAt))}
		secret={link.url}
		what={text.link}
		testId="invite-link"
	/>
);
