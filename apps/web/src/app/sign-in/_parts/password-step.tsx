"use client";
import { type FormEvent, useState } from "react";
import { type AuthAnswer, askAuth, troubleOf } from "@/data/auth-client.ts";
import { passwordStepText as words } from "@/text/sign-in.ts";
import { Button } from "@/ui/button.tsx";
import { TextField } from "@/ui/field.tsx";
import { Refusal } from "./problem-note.tsx";

/** An address and a password. What is said of a wrong one is the same whether the address is known or not. */
export function PasswordStep({ onAnswer }: { readonly onAnswer: (answer: AuthAnswer) => void }) {
	const [isBusy, setBusy] = useState(false);
	const [error, setError] = useState<string | null>(null);
	const submit = async (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		const fields = new FormData(event.currentTarget);
		setBusy(true);
		setError(null);
		const answer = await askAuth("/sign-in/email", { email: String(fields.get("email")), password: String(fields.get("password")) });
		if (answer.ok) {
			onAnswer(answer);
			return;
		}
		setBusy(false);
		setError(troubleOf(answer) ?? sentenceOf(answer.status));
	};
	return (
		<form onSubmit={(event) => void submit(event)} className="grid gap-4">
			<TextField label={words.eMail} name="email" type="email" autoComplete="username" required autoFocus />
			<TextField label={words.password} name="password" type="password" autoComplete="current-password" required />
			<Refusal text={error} />
			<Button type="submit" look="primary" busy={isBusy}>
				{isBusy ? words.signingIn : words.signIn}
			</Button>
		</form>
	);
}

const sentenceOf = (status: number): string =>
	status === 400 ? "That is not an e-mail address." : "E-mail and password do not match an account here.";
