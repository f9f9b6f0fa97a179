"use client";
import type { RouterOutputs } from "@berth/client";
import { useMutation } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { askAuth, signOut } from "@/data/auth-client.ts";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { acceptFormText as text } from "@/text/people.ts";
import { Button, buttonClass } from "@/ui/button.tsx";
import { TextField } from "@/ui/field.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";

interface AcceptFormProps {
	readonly token: string;
	readonly invitation: RouterOutputs["invitation"]["get"];
	readonly onAccepted: () => void;
}

/** Accepts as who is signed in, or makes the account. Whose address is known signs in first. */
export function AcceptForm({ token, invitation: { email, tenant, isKnown, signedInAs }, onAccepted }: AcceptFormProps) {
	const trpc = useTRPC();
	const accept = useMutation(trpc.invitation.accept.mutationOptions({ onSuccess: onAccepted }));
	if (signedInAs !== null && signedInAs !== email)
		return (
			<>
				<p className="text-ink-soft">{text.youAreSignedInAs(signedInAs)}</p>
				<Button onClick={() => void signOut("/invitation")}>{text.signOutThenGoOn}</Button>
			</>
		);
	if (signedInAs === null && isKnown)
		return (
			<>
				<p className="text-ink-soft">{text.youHaveAnAccountHere}</p>
				<a href="/sign-in?next=/invitation" className={buttonClass("primary")}>
					{text.signIn}
				</a>
			</>
		);
	const join = async (account?: { readonly name: string; readonly password: string }) => {
		await accept.mutateAsync({ token, ...(account === undefined ? {} : { account }) });
		if (account !== undefined) {
			const { ok } = await askAuth("/sign-in/email", { email, password: account.password });
			if (!ok) {
				window.location.assign("/sign-in");
				return;
			}
		}
		window.location.assign("/");
	};
	const submit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		const fields = new FormData(event.currentTarget);
		const account = { name: String(fields.get("name")).trim(), password: String(fields.get("password")) };
		// What went wrong stands in the form.
		join(signedInAs === null ? account : undefined).catch(() => undefined);
	};
	return (
		<form onSubmit={submit} className="grid gap-4">
			{signedInAs === null && (
				<>
					<TextField label={text.eMail} name="email" type="email" value={email} readOnly autoComplete="username" />
					<TextField label={text.yourName} name="name" required maxLength={100} autoComplete="name" autoFocus />
					<TextField
						label={text.password}
						name="password"
						type="password"
						required
						minLength={12}
						maxLength={128}
						autoComplete="new-password"
						hint={text.atLeast12Characters}
					/>
				</>
			)}
			{accept.error && <ProblemPanel title={text.youWereNotLetIn} problem={toProblem(accept.error)} />}
			<Button type="submit" look="primary" busy={accept.isPending || accept.isSuccess}>
				{signedInAs === null ? text.makeAccountAndJoin(tenant) : text.join(tenant)}
			</Button>
		</form>
	);
}
