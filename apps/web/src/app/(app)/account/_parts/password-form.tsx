"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { passwordFormText as text } from "@/text/account.ts";
import { Button } from "@/ui/button.tsx";
import { TextField } from "@/ui/field.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { toast } from "@/ui/toast.ts";

const LENGTH_MIN = 12;

/** Sets the first password, or another one given the present one. */
export function PasswordForm({ hasPassword }: { readonly hasPassword: boolean }) {
	const trpc = useTRPC();
	const queries = useQueryClient();
	const [isDifferent, setDifferent] = useState(false);
	const set = useMutation(
		trpc.me.setPassword.mutationOptions({
			onSuccess: async () => {
				toast(hasPassword ? "Password changed" : "Password set", {
					description: "Use it with your e-mail at the next sign-in. You are signed out everywhere else.",
				});
				await queries.invalidateQueries({ queryKey: trpc.me.pathKey() });
			},
		}),
	);
	const submit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		const form = event.currentTarget;
		const fields = new FormData(form);
		const newPassword = String(fields.get("new"));
		setDifferent(newPassword !== fields.get("again"));
		if (newPassword !== fields.get("again")) return;
		const present = fields.get("present");
		set.mutate({ newPassword, ...(typeof present === "string" ? { currentPassword: present } : {}) }, { onSuccess: () => form.reset() });
	};
	return (
		<form onSubmit={submit} className="grid max-w-sm gap-4">
			{!hasPassword && <p className="text-ink-soft">{text.youCameByALink}</p>}
			{hasPassword && <TextField label={text.presentPassword} name="present" type="password" autoComplete="current-password" required />}
			<TextField
				label={text.newPassword}
				name="new"
				type="password"
				autoComplete="new-password"
				required
				minLength={LENGTH_MIN}
				maxLength={128}
				hint={text.atLeastCharacters(LENGTH_MIN)}
			/>
			<TextField
				label={text.newPasswordAgain}
				name="again"
				type="password"
				autoComplete="new-password"
				required
				error={isDifferent ? text.theTwoAreNotThe : null}
			/>
			{set.error && <ProblemPanel title={text.thePasswordWasNotSet} problem={toProblem(set.error)} />}
			<div>
				<Button type="submit" look="primary" busy={set.isPending}>
					{hasPassword ? text.changePassword : text.setPassword}
				</Button>
			</div>
		</form>
	);
}
