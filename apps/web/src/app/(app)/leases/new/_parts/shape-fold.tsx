"use client";
import { Box, Layers, type LucideIcon } from "lucide-react";
import { useState } from "react";
import { ChoiceCard } from "@/leases/choice-card.tsx";
import { TextField } from "@/ui/field.tsx";
import { type Draft, nameProblem, type Shape } from "./draft.ts";

interface ShapeFoldProps {
	readonly draft: Draft;
	readonly onChange: (changed: Partial<Draft>) => void;
	/** What the server said when the name was in use. */
	readonly takenError: string | null;
}

const shapes: readonly { readonly value: Shape; readonly title: string; readonly text: string; readonly icon: LucideIcon }[] = [
	{ value: "container", title: "Single container", text: "One image, by a form or as text.", icon: Box },
	{ value: "stack", title: "Stack", text: "Several services that find each other by name.", icon: Layers },
];

export function ShapeFold({ draft, onChange, takenError }: ShapeFoldProps) {
	const [isTouched, setTouched] = useState(false);
	const wrong = isTouched || draft.name !== "" ? nameProblem(draft.name) : null;
	return (
		<div className="grid gap-4 md:grid-cols-2">
			<fieldset className="grid gap-2 sm:grid-cols-2">
				<legend className="mb-1 text-12 font-medium text-ink-soft">Shape</legend>
				{shapes.map(({ value, title, text, icon: Icon }) => (
					<ChoiceCard key={value} name="shape" value={value} isChosen={draft.shape === value} onChoose={() => onChange({ shape: value })}>
						<span className="flex items-center gap-2 font-medium">
							<Icon className="size-4 text-ink-faint" aria-hidden />
							{title}
						</span>
						<span className="text-12 text-ink-soft">{text}</span>
					</ChoiceCard>
				))}
			</fieldset>
			<TextField
				label="Name"
				value={draft.name}
				onChange={({ target }) => onChange({ name: target.value })}
				onBlur={() => setTouched(true)}
				error={takenError ?? wrong}
				hint="Small letters, digits and dashes. It is shown in lists and in the address."
				placeholder="shop-prod"
				autoComplete="off"
				spellCheck={false}
				maxLength={63}
			/>
		</div>
	);
}
