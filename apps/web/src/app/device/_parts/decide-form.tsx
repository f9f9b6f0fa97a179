"use client";
import type { AccessScope } from "@berth/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { toProblem } from "@/data/problem.ts";
import { readStored } from "@/data/stored.ts";
import { useTRPC } from "@/data/trpc.ts";
import { deviceText as text } from "@/text/device.ts";
import { keysText } from "@/text/keys.ts";
import { Button } from "@/ui/button.tsx";
import { SelectField } from "@/ui/field.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { Asker, type Login } from "./asker.tsx";
import { firstChoice, isOfAdmins, offersAt, type Place } from "./offers.ts";
import type { Ending } from "./outcome.tsx";
import { usePlaces } from "./places.ts";
import { ScopeChoice } from "./scope-choice.tsx";

const presets = [7, 30, 90, 365] as const;

interface DecideFormProps {
	readonly code: string;
	readonly login: Login;
	readonly onDecided: (ending: Ending) => void;
	/** Somebody else was first, or it took too long. */
	readonly onOver: () => void;
}

/** What asks, what it is given, and the two buttons. */
export function DecideForm({ code, login, onDecided, onOver }: DecideFormProps) {
	const trpc = useTRPC();
	const { places, isPending, error, retry } = usePlaces(login);
	const [placeId, setPlaceId] = useState<string | null>(null);
	const [picked, setPicked] = useState<readonly AccessScope[] | null>(null);
	const [days, setDays] = useState<(typeof presets)[number]>(90);
	const [isSame, setSame] = useState(false);
	const onError = (failed: unknown) => toProblem(failed).code === "INVALID_STATE" && onOver();
	const confirm = useMutation(
		trpc.device.confirm.mutationOptions({
			onSuccess: ({ name }, { tenantId }) => onDecided({ state: "done", name, isOfTenant: tenantId !== null }),
			onError,
		}),
	);
	const deny = useMutation(trpc.device.deny.mutationOptions({ onSuccess: () => onDecided({ state: "denied" }), onError }));
	const place = places.find(({ id }) => id === placeId) ?? wantedOf(places, login);
	const offers = place === undefined ? [] : offersAt(place, login.scopes);
	const chosen = place === undefined ? [] : (picked ?? firstChoice(place, login.scopes));
	const isBusy = confirm.isPending || deny.isPending;
	const refusal =
		place === undefined ? text.refusals.tenant : chosen.length === 0 ? text.refusals.scope : isSame ? null : text.refusals.same;
	const submit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		if (refusal !== null || place === undefined || isBusy) return;
		confirm.mutate({ code, tenantId: place.role === null ? null : place.id, scopes: [...chosen], expiresInDays: days });
	};
	return (
		<form onSubmit={submit} className="grid gap-5">
			<Asker code={code} login={login} />
			{error && <ProblemPanel title={text.tenantsFailed} problem={toProblem(error)} onRetry={retry} />}
			{place === undefined ? (
				!isPending && !error && <p className="text-ink-soft">{text.noTenant}</p>
			) : (
				<>
					<SelectField
						label={text.tenant}
						hint={
							place.role === null ? text.installationHint : login.tenantWanted === null ? text.tenantHint : text.wanted(login.tenantWanted)
						}
						value={place.id}
						onChange={({ target }) => {
							setPlaceId(target.value);
							setPicked(null);
						}}
					>
						{places.map(({ id, name }) => (
							<option key={id} value={id}>
								{name}
							</option>
						))}
					</SelectField>
					<ScopeChoice offers={offers} chosen={chosen} role={place.role} onChange={setPicked} />
					<SelectField
						label={text.expires}
						value={days}
						onChange={({ target }) => setDays(presets.find((preset) => preset === Number(target.value)) ?? 90)}
					>
						{presets.map((preset) => (
							<option key={preset} value={preset}>
								{keysText.creating.days(preset)}
							</option>
						))}
					</SelectField>
					<label className="flex items-baseline gap-2">
						<input
							type="checkbox"
							className="translate-y-0.5 accent-accent"
							checked={isSame}
							onChange={({ target }) => setSame(target.checked)}
						/>
						{text.same}
					</label>
				</>
			)}
			{confirm.error && <ProblemPanel title={text.refused} problem={toProblem(confirm.error)} />}
			{deny.error && <ProblemPanel title={text.notDenied} problem={toProblem(deny.error)} />}
			<div className="flex flex-wrap justify-end gap-2">
				<Button busy={deny.isPending} onClick={() => !isBusy && deny.mutate({ code })}>
					{text.deny}
				</Button>
				<Button type="submit" look="primary" refusal={refusal} busy={confirm.isPending}>
					{text.confirm}
				</Button>
			</div>
		</form>
	);
}

/** The one that the program named, else the one that is looked at in this browser, else the first. */
const wantedOf = (places: readonly Place[], { tenantWanted, scopes }: Login): Place | undefined => {
	const isNamed = (wanted: string | null) => (place: Place) => place.role !== null && (place.id === wanted || place.name === wanted);
	const named = places.find(isNamed(tenantWanted));
	if (named !== undefined) return named;
	// What asks for nothing that is of a tenant is not for one.
	const whole = scopes.every(isOfAdmins) ? places.find(({ role }) => role === null) : undefined;
	return whole ?? places.find(isNamed(readStored("tenant"))) ?? places[0];
};
