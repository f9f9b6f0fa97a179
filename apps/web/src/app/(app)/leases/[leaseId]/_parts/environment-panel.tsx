"use client";
import type { LeaseDetail } from "@berth/core";
import { Undo2, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { refuses } from "@/data/lease-actions.ts";
import { environmentText } from "@/text/lease-environment.ts";
import { Button } from "@/ui/button.tsx";
import { inputClass, SelectField } from "@/ui/field.tsx";
import { Panel } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { useCommand } from "./use-command.tsx";

const text = environmentText;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A change of one service's variables: a value is written, null takes one away; what is not named stays. */
type Patch = Readonly<Record<string, string | null>>;

/** The variables of a service: their names are read, their values only written. */
export function EnvironmentPanel({ lease }: { readonly lease: LeaseDetail }) {
	const services = lease.release?.manifest.services ?? {};
	const names = Object.keys(services).toSorted();
	const [chosen, setChosen] = useState(names[0] ?? "");
	const service = names.includes(chosen) ? chosen : (names[0] ?? "");
	const present = Object.keys(services[service]?.env ?? {}).toSorted();
	const [patch, setPatch] = useState<Patch>({});
	const { send, isPending, problem } = useCommand<{ service: string; mode: "patch"; env: Record<string, string | null> }>({
		leaseId: lease.id,
		said: text.accepted,
		call: (client, input) => client.lease.setEnv.mutate(input),
		onAccepted: () => setPatch({}),
	});
	const set = (name: string, value: string | null | undefined) =>
		setPatch((held) => {
			const rest = Object.fromEntries(Object.entries(held).filter(([one]) => one !== name));
			return value === undefined ? rest : { ...rest, [name]: value };
		});
	const added = Object.keys(patch).filter((name) => !present.includes(name));
	const count = Object.keys(patch).length;
	const refusal = refuses("change", lease) ?? (count === 0 ? text.nothing : null);
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (refusal === null && !isPending) send({ service, mode: "patch", env: { ...patch } });
	};
	return (
		<Panel title={text.title}>
			<form onSubmit={submit} className="grid gap-3">
				<p className="text-12 text-ink-faint">{text.note}</p>
				{names.length > 1 && (
					<SelectField
						label={text.service}
						small
						className="w-auto"
						value={service}
						onChange={({ target }) => {
							setChosen(target.value);
							setPatch({});
						}}
					>
						{names.map((name) => (
							<option key={name}>{name}</option>
						))}
					</SelectField>
				)}
				{present.length + added.length === 0 && <p className="text-ink-faint">{text.none}</p>}
				<ul className="grid gap-1.5">
					{[...present, ...added].map((name) => (
						<Variable key={name} name={name} value={patch[name]} isNew={!present.includes(name)} onChange={(value) => set(name, value)} />
					))}
				</ul>
				<NewVariable taken={[...present, ...added]} onAdd={set} />
				{problem && <ProblemPanel title={text.refused} problem={problem} />}
				<div className="flex justify-end">
					<Button type="submit" refusal={refusal} busy={isPending}>
						{text.save(count)}
					</Button>
				</div>
			</form>
		</Panel>
	);
}

interface VariableProps {
	readonly name: string;
	/** Null is taken away, undefined stays as it is. */
	readonly value: string | null | undefined;
	readonly isNew: boolean;
	readonly onChange: (value: string | null | undefined) => void;
}

const Variable = ({ name, value, isNew, onChange }: VariableProps) => (
	<li data-variable={name} className="grid grid-cols-[minmax(6rem,12rem)_minmax(0,1fr)_auto] items-center gap-2">
		<code className={value === null ? "truncate text-12 text-ink-faint line-through" : "truncate text-12"} title={name}>
			{name}
		</code>
		<input
			type="password"
			autoComplete="new-password"
			aria-label={text.valueOf(name)}
			placeholder={text.unchanged}
			disabled={value === null}
			className={`${inputClass(false, true)} font-mono`}
			value={value ?? ""}
			onChange={({ target }) => onChange(target.value === "" && !isNew ? undefined : target.value)}
		/>
		<Button
			look="quiet"
			small
			onClick={() => onChange(value === null || isNew ? undefined : null)}
			aria-label={value === null ? text.keep(name) : text.remove(name)}
		>
			{value === null ? <Undo2 className="size-3.5" aria-hidden /> : <X className="size-3.5" aria-hidden />}
		</Button>
	</li>
);

function NewVariable({ taken, onAdd }: { readonly taken: readonly string[]; readonly onAdd: (name: string, value: string) => void }) {
	const [name, setName] = useState("");
	const [value, setValue] = useState("");
	const isBad = name !== "" && !NAME.test(name);
	const refusal = name === "" || isBad || taken.includes(name) ? text.badName : null;
	const add = () => {
		onAdd(name, value);
		setName("");
		setValue("");
	};
	return (
		<div className="grid grid-cols-[minmax(6rem,12rem)_minmax(0,1fr)_auto] items-center gap-2 border-t pt-3">
			<input
				aria-label={text.newName}
				aria-invalid={isBad || undefined}
				placeholder={text.name}
				spellCheck={false}
				className={`${inputClass(isBad, true)} font-mono`}
				value={name}
				onChange={({ target }) => setName(target.value.trim())}
			/>
			<input
				type="password"
				autoComplete="new-password"
				aria-label={text.newValue}
				placeholder={text.value}
				className={`${inputClass(false, true)} font-mono`}
				value={value}
				onChange={({ target }) => setValue(target.value)}
			/>
			<Button small refusal={refusal} onClick={add}>
				{text.add}
			</Button>
		</div>
	);
}
