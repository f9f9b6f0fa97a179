"use client";
import type { RouterInputs } from "@berth/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { newKeyDialogText as words } from "@/text/key-parts.ts";
import { keysText } from "@/text/keys.ts";
import { Button } from "@/ui/button.tsx";
import { Dialog } from "@/ui/dialog.tsx";
import { Field, inputClass, SelectField, TextField } from "@/ui/field.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { ShownKey } from "./shown-key.tsx";

const text = keysText.creating;

type Wish = RouterInputs["key"]["create"];

/** Those of a tenant; the two of admins are for the keys of admins. */
const offered = ["read", "read:sensitive", "deploy", "write", "exec"] as const;
const presets = [7, 30, 90, 365] as const;

/** Asks what the key may do and for how long; then shows it, once. */
export function NewKeyDialog({ onOpenChange }: { readonly onOpenChange: (open: boolean) => void }) {
	const trpc = useTRPC();
	const queries = useQueryClient();
	const [scopes, setScopes] = useState<readonly (typeof offered)[number][]>(["read"]);
	const [days, setDays] = useState<Wish["expiresInDays"]>(90);
	const create = useMutation(
		trpc.key.create.mutationOptions({ onSuccess: () => queries.invalidateQueries({ queryKey: trpc.key.list.pathKey() }) }),
	);
	if (create.data) return <ShownKey secret={create.data.key} onOpenChange={onOpenChange} />;
	const submit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		if (scopes.length === 0 || create.isPending) return;
		const fields = new FormData(event.currentTarget);
		const [leaseIds, cidrs] = [linesOf(fields.get("leases")), linesOf(fields.get("cidrs"))];
		create.mutate({
			name: String(fields.get("name")).trim(),
			scopes: [...scopes],
			expiresInDays: days,
			...(leaseIds.length > 0 && { leaseIds }),
			...(cidrs.length > 0 && { cidrs }),
		});
	};
	return (
		<Dialog open onOpenChange={onOpenChange} title={text.title} description={text.hint} wide>
			<form onSubmit={submit} className="mt-4 grid gap-4 sm:grid-cols-2">
				<TextField label={text.name} name="name" hint={text.nameHint} required maxLength={64} autoComplete="off" spellCheck={false} />
				<SelectField
					label={text.expires}
					value={days}
					onChange={({ target }) => setDays(presets.find((preset) => preset === Number(target.value)) ?? 90)}
				>
					{presets.map((preset) => (
						<option key={preset} value={preset}>
							{text.days(preset)}
						</option>
					))}
				</SelectField>
				<fieldset className="grid gap-1 sm:col-span-2">
					<legend className="mb-1 text-12 font-medium text-ink-soft">{text.scopes}</legend>
					{offered.map((scope) => (
						<label key={scope} className="flex items-baseline gap-2">
							<input
								type="checkbox"
								className="translate-y-0.5 accent-accent"
								checked={scopes.includes(scope)}
								onChange={({ target }) => setScopes(target.checked ? [...scopes, scope] : scopes.filter((held) => held !== scope))}
							/>
							<code className="w-28 shrink-0 text-12">{scope}</code>
							<span className="text-ink-soft">{keysText.scopes[scope]}</span>
						</label>
					))}
				</fieldset>
				<Lines name="leases" label={text.leases} hint={text.leasesHint} />
				<Lines name="cidrs" label={text.cidrs} hint={text.cidrsHint} />
				{create.error && <ProblemPanel title={text.refused} problem={toProblem(create.error)} className="sm:col-span-2" />}
				<div className="flex justify-end gap-2 sm:col-span-2">
					<Button onClick={() => onOpenChange(false)}>{words.cancel}</Button>
					<Button type="submit" look="primary" refusal={scopes.length === 0 ? text.choose : null} busy={create.isPending}>
						{text.action}
					</Button>
				</div>
			</form>
		</Dialog>
	);
}

const linesOf = (value: FormDataEntryValue | null): string[] =>
	String(value ?? "")
		.split(/[\s,]+/)
		.filter((line) => line !== "");

const Lines = ({ name, label, hint }: { readonly name: string; readonly label: string; readonly hint: string }) => (
	<Field label={label} hint={hint}>
		{(ids) => <textarea {...ids} name={name} rows={2} spellCheck={false} className={`${inputClass()} min-h-14 py-1.5 font-mono`} />}
	</Field>
);
