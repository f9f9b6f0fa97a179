"use client";
import { type FormEvent, useState } from "react";
import { askAuth, troubleOf } from "@/data/auth-client.ts";
import { secondFactorStepText as words } from "@/text/sign-in.ts";
import { Button } from "@/ui/button.tsx";
import { TextField } from "@/ui/field.tsx";
import { Refusal } from "./problem-note.tsx";

interface SecondFactorStepProps {
	readonly onDone: () => void;
	readonly onAbandon: () => void;
}

/** The code of an authenticator, or one of the backup codes. */
export function SecondFactorStep({ onDone, onAbandon }: SecondFactorStepProps) {
	const [isBackup, setBackup] = useState(false);
	const [isBusy, setBusy] = useState(false);
	const [error, setError] = useState<string | null>(null);
	const submit = async (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		const fields = new FormData(event.currentTarget);
		setBusy(true);
		setError(null);
		const code = String(fields.get("code")).replaceAll(/\s/g, "");
		const answer = await askAuth(isBackup ? "/two-factor/verify-backup-code" : "/two-factor/verify-totp", {
			code,
			trustDevice: fields.get("trust") === "on",
		});
		if (answer.ok) {
			onDone();
			return;
		}
		setBusy(false);
		setError(
			troubleOf(answer) ?? (isOver(answer.code) ? "That took too long, or too many tries. Sign in again." : "That code is not right."),
		);
	};
	return (
		<form onSubmit={(event) => void submit(event)} className="grid gap-4">
			<p className="text-ink-soft">{isBackup ? words.oneOfTheBackupCodes : words.theCodeThatYourAuthenticator}</p>
			<TextField
				key={isBackup ? "backup" : "totp"}
				label={isBackup ? words.backupCode : words.code}
				name="code"
				required
				autoFocus
				mono
				{...(isBackup ? { autoComplete: "off" } : { autoComplete: "one-time-code", inputMode: "numeric" as const, maxLength: 7 })}
			/>
			<label className="flex items-center gap-2 text-ink-soft">
				<input type="checkbox" name="trust" className="size-4 accent-accent" />
				{words.doNotAskOnThis}
			</label>
			<Refusal text={error} />
			<Button type="submit" look="primary" busy={isBusy}>
				{words.goOn}
			</Button>
			<div className="flex flex-wrap justify-between gap-2">
				<Button look="quiet" small onClick={() => setBackup(!isBackup)}>
					{isBackup ? words.useTheAuthenticator : words.useABackupCode}
				</Button>
				<Button look="quiet" small onClick={onAbandon}>
					{words.startOver}
				</Button>
			</div>
		</form>
	);
}

const isOver = (code: string | null) => code === "INVALID_TWO_FACTOR_COOKIE" || code === "TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE";
