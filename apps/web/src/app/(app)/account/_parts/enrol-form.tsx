"use client";
import { enrolFormText as words } from "@/text/account.ts";
import { Button } from "@/ui/button.tsx";
import { CopyButton } from "@/ui/copy-button.tsx";
import { TextField } from "@/ui/field.tsx";
import { QrCode } from "./qr-code.tsx";
import { useAuthForm } from "./use-auth-form.ts";

export interface Enrolment {
	readonly uri: string;
	readonly backupCodes: readonly string[];
}

interface EnrolFormProps {
	readonly enrolment: Enrolment;
	readonly onCancel: () => void;
	readonly onDone: () => void;
}

/** The secret for the authenticator, and the first code of it as a proof that it is there. */
export function EnrolForm({ enrolment, onCancel, onDone }: EnrolFormProps) {
	const form = useAuthForm();
	const secret = URL.canParse(enrolment.uri) ? (new URL(enrolment.uri).searchParams.get("secret") ?? "") : "";
	return (
		<form
			className="grid max-w-sm gap-4"
			onSubmit={form.submit(
				"/two-factor/verify-totp",
				(data) => ({ code: String(data.get("code")).replaceAll(/\s/g, "") }),
				"That code is not right. Codes change twice a minute; see that the clock of your device is right.",
				onDone,
			)}
		>
			<p className="text-ink-soft">{words.scanThisWithAnAuthenticator}</p>
			<QrCode text={enrolment.uri} label={words.squareCodeForAnAuthenticator} />
			<p className="flex items-center gap-2">
				<code data-testid="totp-secret" className="text-12 break-all select-all">
					{secret}
				</code>
				<CopyButton text={secret} what={words.secret} />
			</p>
			<TextField
				label={words.code}
				name="code"
				required
				mono
				inputMode="numeric"
				autoComplete="one-time-code"
				maxLength={7}
				autoFocus
				error={form.error}
			/>
			<div className="flex gap-2">
				<Button type="submit" look="primary" busy={form.isBusy}>
					{words.turnOn}
				</Button>
				<Button onClick={onCancel}>{words.cancel}</Button>
			</div>
		</form>
	);
}
