"use client";
import { useSearchParams } from "next/navigation";
import { type FormEvent, useState } from "react";
import { createAuth } from "@/data/auth-client.ts";
import { Button } from "@/ui/button.tsx";
import { TextField } from "@/ui/field.tsx";
import { linkProblemOf } from "./link-problem.ts";

/** Only a path of this very site: an address elsewhere would make the sign-in page a way to send people there. */
const safePath = (next: string | null): string => (next?.startsWith("/") && !/^\/[/\\]/.test(next) ? next : "/");

export function SignInForm() {
	const params = useSearchParams();
	const linkProblem = linkProblemOf(params.get("error"));
	const [isBusy, setBusy] = useState(false);
	const [error, setError] = useState<string | null>(null);
	const submit = async (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		const fields = new FormData(event.currentTarget);
		setBusy(true);
		setError(null);
		const { error: refused } = await createAuth().signIn.email({
			email: String(fields.get("email")),
			password: String(fields.get("password")),
		});
		if (!refused) {
			// A fresh start: nothing of what was known while signed out stays.
			window.location.assign(safePath(params.get("next")));
			return;
		}
		setBusy(false);
		setError(sentenceOf(refused.status));
	};
	return (
		<form onSubmit={(event) => void submit(event)} className="grid gap-4">
			{linkProblem && (
				<div role="alert" className="rounded-control border p-3 text-warn tint edge">
					<p className="font-semibold">{linkProblem.title}</p>
					<p className="mt-1 text-ink">{linkProblem.advice}</p>
				</div>
			)}
			<TextField label="E-mail" name="email" type="email" autoComplete="username" required autoFocus />
			<TextField label="Password" name="password" type="password" autoComplete="current-password" required />
			{error && (
				<p role="alert" className="text-bad">
					{error}
				</p>
			)}
			<Button type="submit" look="primary" busy={isBusy}>
				{isBusy ? "Signing in…" : "Sign in"}
			</Button>
		</form>
	);
}

function sentenceOf(status: number): string {
	if (status === 401 || status === 403) return "E-mail and password do not match an account here.";
	if (status === 429) return "Too many tries. Wait a minute and try again.";
	if (status === 400) return "That is not an e-mail address.";
	return "The server does not answer. Try again in a moment.";
}
