"use client";
import { type FormEvent, useState } from "react";
import { type AuthAnswer, askAuth, troubleOf } from "@/data/auth-client.ts";

interface AuthForm {
	readonly isBusy: boolean;
	readonly error: string | null;
	/** Sends the form's fields to a path of sign-in; what was refused is said by `wrong` unless it is no matter of what was typed. */
	readonly submit: (
		path: string,
		fields: (form: FormData) => object,
		wrong: string,
		onDone: (answer: AuthAnswer) => void,
	) => (event: FormEvent<HTMLFormElement>) => void;
}

/** A form that changes how one signs in. */
export function useAuthForm(): AuthForm {
	const [isBusy, setBusy] = useState(false);
	const [error, setError] = useState<string | null>(null);
	return {
		isBusy,
		error,
		submit: (path, fields, wrong, onDone) => (event) => {
			event.preventDefault();
			setBusy(true);
			setError(null);
			void askAuth(path, fields(new FormData(event.currentTarget))).then((answer) => {
				setBusy(false);
				if (answer.ok) onDone(answer);
				else setError(troubleOf(answer) ?? wrong);
			});
		},
	};
}
