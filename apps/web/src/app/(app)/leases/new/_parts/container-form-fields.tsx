"use client";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import type { ContainerForm } from "@/manifest/container-form.ts";
import type { Diagnostic } from "@/manifest/diagnose.ts";
import { containerFormFieldsText as text } from "@/text/new-lease-parts.ts";
import { Button, IconButton } from "@/ui/button.tsx";
import { Field, inputClass, TextField } from "@/ui/field.tsx";

interface ContainerFormFieldsProps {
	readonly initial: ContainerForm;
	readonly diagnostics: readonly Diagnostic[];
	readonly onChange: (form: ContainerForm) => void;
}

/** The fields of one container. They keep what is typed, also what a manifest cannot hold yet, such as a variable without a name. */
export function ContainerFormFields({ initial, diagnostics, onChange }: ContainerFormFieldsProps) {
	const [form, setForm] = useState(initial);
	const change = (changed: Partial<ContainerForm>) => {
		const next = { ...form, ...changed };
		setForm(next);
		onChange(next);
	};
	const errorAt = (path: string) => diagnostics.find((found) => found.path === path || found.path.startsWith(`${path}.`))?.message;
	const setEnv = (at: number, changed: Partial<{ name: string; value: string }>) =>
		change({ env: form.env.map((entry, index) => (index === at ? { ...entry, ...changed } : entry)) });
	return (
		<div className="grid gap-4 md:grid-cols-2">
			<TextField
				label={text.image}
				value={form.image}
				onChange={({ target }) => change({ image: target.value })}
				error={form.image === "" ? undefined : errorAt("image")}
				placeholder={text.dockerIoLibraryNameTag}
				required
				mono
				spellCheck={false}
			/>
			<TextField
				label={text.port}
				value={form.port}
				onChange={({ target }) => change({ port: target.value.trim() })}
				error={errorAt("ports")}
				hint={text.whatTheContainerListensOn}
				inputMode="numeric"
				placeholder="8080"
			/>
			<Field label={text.arguments} hint={text.onePerLineAfterThe}>
				{(ids) => (
					<textarea
						{...ids}
						rows={3}
						spellCheck={false}
						className={`${inputClass()} min-h-20 py-1.5 font-mono`}
						value={form.args}
						onChange={({ target }) => change({ args: target.value })}
					/>
				)}
			</Field>
			<div className="grid content-start gap-3">
				<TextField
					label={text.healthCheck}
					value={form.health}
					onChange={({ target }) => change({ health: target.value })}
					error={errorAt("health_check")}
					hint={text.aCommandInTheContainer}
					placeholder={text.wgetQODevNull}
					mono
					spellCheck={false}
				/>
				{form.health !== "" && (
					<TextField
						label={text.every}
						value={form.healthInterval}
						onChange={({ target }) => change({ healthInterval: target.value })}
						className="max-w-24"
					/>
				)}
			</div>
			<fieldset className="md:col-span-2">
				<legend className="mb-1 text-12 font-medium text-ink-soft">{text.environment}</legend>
				<ul className="grid gap-1.5">
					{form.env.map((entry, at) => (
						// biome-ignore lint/suspicious/noArrayIndexKey: a row is its place; names are being typed
						<li key={at} className="grid grid-cols-[minmax(0,1fr)_minmax(0,2fr)_auto] gap-1.5">
							<input
								aria-label={text.nameOfVariable(at + 1)}
								className={`${inputClass()} font-mono`}
								placeholder={text.name}
								spellCheck={false}
								value={entry.name}
								onChange={({ target }) => setEnv(at, { name: target.value })}
							/>
							<input
								aria-label={text.valueOfVariable(at + 1)}
								className={`${inputClass()} font-mono`}
								spellCheck={false}
								value={entry.value}
								onChange={({ target }) => setEnv(at, { value: target.value })}
							/>
							<IconButton
								label={text.removeVariable(entry.name || at + 1)}
								className="size-8"
								onClick={() => change({ env: form.env.filter((_, index) => index !== at) })}
							>
								<X className="size-4" aria-hidden />
							</IconButton>
						</li>
					))}
				</ul>
				<Button small className="mt-1.5" onClick={() => change({ env: [...form.env, { name: "", value: "" }] })}>
					<Plus className="size-3.5" aria-hidden />
					{text.addVariable}
				</Button>
				{errorAt("env") && <p className="mt-1 text-12 text-bad">{errorAt("env")}</p>}
			</fieldset>
		</div>
	);
}
