"use client";
import { useState } from "react";
import { fieldsBeside, toForm, toText, withForm } from "@/manifest/container-form.ts";
import type { Diagnosis } from "@/manifest/diagnose.ts";
import { DiagnosticList } from "@/manifest/diagnostic-list.tsx";
import { ManifestEditor } from "@/manifest/manifest-editor.tsx";
import { sampleContainer, sampleStack } from "@/manifest/samples.ts";
import { manifestFoldText as words } from "@/text/new-lease-parts.ts";
import { Button } from "@/ui/button.tsx";
import { FilterChip } from "@/ui/filter-chip.tsx";
import { useLate } from "@/ui/use-late.ts";
import { ContainerFormFields } from "./container-form-fields.tsx";
import type { Draft } from "./draft.ts";
import { nameFromImage } from "./draft.ts";

const loadCompose = () => import("./compose-import.tsx");

interface ManifestFoldProps {
	readonly draft: Draft;
	readonly diagnosis: Diagnosis;
	readonly allowedRegistries: readonly string[];
	readonly sample: string | null;
	readonly onChange: (changed: Partial<Draft>) => void;
}

/** What runs: a form for a single container, or the text itself. Both write the same manifest. */
export function ManifestFold({ draft, diagnosis, allowedRegistries, sample, onChange }: ManifestFoldProps) {
	const [isText, setText] = useState(false);
	const [nth, setNth] = useState(0);
	const compose = useLate(draft.shape === "compose", loadCompose);
	const text = draft.texts[draft.shape];
	const write = (next: string) => onChange({ texts: { ...draft.texts, [draft.shape]: next } });
	const isForm = draft.shape === "container" && !isText;
	const hasText = draft.shape !== "compose" || text !== "";
	const canForm = diagnosis.value !== undefined;
	const beside = fieldsBeside(diagnosis.value);
	const fill = (image: string) => {
		write(toText(draft.shape === "stack" ? sampleStack(image) : sampleContainer(image)));
		setNth((count) => count + 1);
	};
	return (
		<div className="grid grid-cols-[minmax(0,1fr)] gap-3">
			<div className="flex flex-wrap items-center gap-2">
				{draft.shape === "container" && (
					<fieldset className="flex gap-1">
						<legend className="sr-only">{words.writeTheManifestAs}</legend>
						<FilterChip isOn={isForm} onClick={() => setText(false)}>
							{words.form}
						</FilterChip>
						<FilterChip isOn={!isForm} onClick={() => setText(true)}>
							{words.text}
						</FilterChip>
					</fieldset>
				)}
				<span className="text-12 text-ink-faint">
					{words.allowedRegistries} {allowedRegistries.join(", ") || words.none}
				</span>
				{sample !== null && draft.shape !== "compose" && (
					<Button small className="ml-auto" onClick={() => fill(sample)}>
						{words.fillInASample}
					</Button>
				)}
			</div>
			{isForm && canForm && (
				<ContainerFormFields
					key={nth}
					initial={toForm(diagnosis.value)}
					diagnostics={diagnosis.diagnostics}
					onChange={(form) => {
						const isNamed = draft.name !== "" && draft.name !== nameFromImage(toForm(diagnosis.value).image);
						const texts = { ...draft.texts, container: toText(withForm(diagnosis.value, form)) };
						onChange(isNamed ? { texts } : { texts, name: nameFromImage(form.image) });
					}}
				/>
			)}
			{isForm && beside.length > 0 && (
				<p className="text-12 text-ink-faint">
					{words.alsoSetUnderText} <code>{beside.join(", ")}</code>
				</p>
			)}
			{isForm && !canForm && <p className="text-warn">{words.theTextIsNotReadable}</p>}
			{draft.shape === "compose" && compose && <compose.ComposeImport draft={draft} onChange={onChange} />}
			{!isForm && hasText && <ManifestEditor text={text} diagnostics={diagnosis.diagnostics} onChange={write} />}
			{hasText && <DiagnosticList diagnostics={diagnosis.diagnostics} withLines={!isForm} />}
		</div>
	);
}
