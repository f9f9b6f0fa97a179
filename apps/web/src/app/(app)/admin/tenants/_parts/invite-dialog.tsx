"use client";
import { memberRoles } from "@berth/core";
import { useMutation } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { formatMoment } from "@/format/time.ts";
import { Button } from "@/ui/button.tsx";
import { CopyButton } from "@/ui/copy-button.tsx";
import { Dialog } from "@/ui/dialog.tsx";
import { SelectField, TextField } from "@/ui/field.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";

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
		<Dialog
			open
			onOpenChange={onOpenChange}
			title={`Invite to ${tenant.name}`}
			description="Nothing is mailed: for somebody new you get a link that signs them in once, to hand over as you like."
		>
			<form onSubmit={submit} className="mt-4 grid gap-4">
				<TextField label="E-mail" name="email" type="email" required autoComplete="off" />
				<TextField label="Name" name="name" maxLength={100} autoComplete="off" hint="Optional; shown instead of the address." />
				<SelectField label="Role" name="role" defaultValue="member">
					<option value="member">Member</option>
					<option value="owner">Owner</option>
					<option value="viewer">Viewer</option>
				</SelectField>
				{invite.error && <ProblemPanel title="The invitation was refused" problem={toProblem(invite.error)} />}
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

interface KnownDialogProps {
	readonly email: string;
	readonly tenant: string;
	readonly onOpenChange: (open: boolean) => void;
}

const KnownDialog = ({ email, tenant, onOpenChange }: KnownDialogProps) => (
	<Dialog
		open
		onOpenChange={onOpenChange}
		title="They are in"
		description={`${email} has an account, belongs to ${tenant} now, and signs in as always.`}
	>
		<div className="mt-4 flex justify-end">
			<Button look="primary" onClick={() => onOpenChange(false)}>
				Done
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
	<Dialog
		open
		onOpenChange={onOpenChange}
		title="Sign-in link"
		description={`It signs ${email} in, once, until ${formatMoment(link.expiresAt)}. Copy it now: it is not shown again.`}
	>
		<p data-testid="invite-link" className="mt-4 rounded-control border bg-sunken p-3 font-mono text-12 break-all select-all">
			{link.url}
		</p>
		<div className="mt-4 flex justify-end gap-2">
			<CopyButton text={link.url} what="link" wide />
			<Button look="primary" onClick={() => onOpenChange(false)}>
				Done
			</Button>
		</div>
	</Dialog>
);
