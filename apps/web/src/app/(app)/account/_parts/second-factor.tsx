"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useMe } from "@/data/me.ts";
import { useTRPC } from "@/data/trpc.ts";
import { secondFactorText as text } from "@/text/account.ts";
import { Button } from "@/ui/button.tsx";
import { TextField } from "@/ui/field.tsx";
import { toast } from "@/ui/toast.ts";
import { BackupCodes } from "./backup-codes.tsx";
import { EnrolForm, type Enrolment } from "./enrol-form.tsx";
import { useAuthForm } from "./use-auth-form.ts";

const WRONG_PASSWORD = "That is not your password.";

/** Sets a second factor up, shows its codes once, and takes it away again. */
export function SecondFactor() {
	const { user, needsSecondFactor } = useMe();
	const trpc = useTRPC();
	const queries = useQueryClient();
	const form = useAuthForm();
	const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
	const [codes, setCodes] = useState<readonly string[] | null>(null);
	const refresh = () => queries.invalidateQueries({ queryKey: trpc.me.get.queryKey() });
	if (codes !== null)
		return (
			<div className="grid gap-4">
				<BackupCodes codes={codes} />
				<div>
					<Button look="primary" onClick={() => setCodes(null)}>
						{text.iHaveKeptThem}
					</Button>
				</div>
			</div>
		);
	if (enrolment !== null)
		return (
			<EnrolForm
				enrolment={enrolment}
				onCancel={() => setEnrolment(null)}
				onDone={() => {
					setEnrolment(null);
					setCodes(enrolment.backupCodes);
					toast("Second factor set up", { description: "You are asked for a code at the next sign-in." });
					void refresh();
				}}
			/>
		);
	if (!user.hasPassword) return <p className="text-ink-soft">{text.setAPasswordFirstIt}</p>;
	const password = (data: FormData) => ({ password: String(data.get("password")) });
	const field = (
		<TextField label={text.yourPassword} name="password" type="password" autoComplete="current-password" required error={form.error} />
	);
	if (!user.hasSecondFactor)
		return (
			<form
				className="grid max-w-sm gap-4"
				onSubmit={form.submit("/two-factor/enable", password, WRONG_PASSWORD, ({ data }) => setEnrolment(toEnrolment(data)))}
			>
				<p className="text-ink-soft">
					{needsSecondFactor && text.adminsNeedOneHereUntil}
					{text.withItAPasswordOr}
				</p>
				{field}
				<div>
					<Button type="submit" look="primary" busy={form.isBusy}>
						{text.setUp}
					</Button>
				</div>
			</form>
		);
	const renew = form.submit("/two-factor/generate-backup-codes", password, WRONG_PASSWORD, ({ data }) =>
		setCodes(textsOf(data.backupCodes)),
	);
	const turnOff = form.submit("/two-factor/disable", password, WRONG_PASSWORD, () => {
		toast("Second factor turned off");
		void refresh();
	});
	return (
		<form className="grid max-w-sm gap-4" onSubmit={(event) => (pressed(event.nativeEvent) === "off" ? turnOff : renew)(event)}>
			<p className="text-ink-soft">{text.onWhicheverWayYouSign}</p>
			{field}
			<div className="flex flex-wrap gap-2">
				<Button type="submit" value="codes" busy={form.isBusy}>
					{text.newBackupCodes}
				</Button>
				<Button type="submit" value="off" busy={form.isBusy}>
					{text.turnOff}
				</Button>
			</div>
		</form>
	);
}

/** The button that sent the form. */
const pressed = (event: Event): string | null =>
	event instanceof SubmitEvent && event.submitter instanceof HTMLButtonElement ? event.submitter.value : null;

const textsOf = (value: unknown): readonly string[] =>
	Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];

const toEnrolment = (data: Readonly<Record<string, unknown>>): Enrolment => ({
	uri: typeof data.totpURI === "string" ? data.totpURI : "",
	backupCodes: textsOf(data.backupCodes),
});
