"use client";
import { Archive, Box, FileInput, Layers, type LucideIcon } from "lucide-react";
import { useState } from "react";
import { ChoiceCard } from "@/leases/choice-card.tsx";
import { newLeaseText } from "@/text/new-lease.ts";
import { shapeFoldText as words } from "@/text/new-lease-parts.ts";
import { TextField } from "@/ui/field.tsx";
import { Link } from "@/ui/link.tsx";
import { type Draft, nameProblem, type Shape } from "./draft.ts";

const text = newLeaseText.shape;

interface ShapeFoldProps {
	readonly draft: Draft;
	readonly onChange: (changed: Partial<Draft>) => void;
	/** What the server said when the name was in use. */
	readonly takenError: string | null;
}

const icons: Readonly<Record<Shape, LucideIcon>> = { container: Box, stack: Layers, compose: FileInput };
const shapes: readonly Shape[] = ["container", "stack", "compose"];

export function ShapeFold({ draft, onChange, takenError }: ShapeFoldProps) {
	const [isTouched, setTouched] = useState(false);
	const wrong = isTouched || draft.name !== "" ? nameProblem(draft.name) : null;
	return (
		<div className="grid gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
			<div className="grid content-start gap-2">
				<fieldset className="grid gap-2 sm:grid-cols-3">
					<legend className="mb-1 text-12 font-medium text-ink-soft">{text.legend}</legend>
					{shapes.map((value) => {
						const Icon = icons[value];
						return (
							<ChoiceCard
								key={value}
								name="shape"
								value={value}
								isChosen={draft.shape === value}
								onChoose={() => onChange({ shape: value })}
							>
								<span className="flex items-center gap-2 pr-6 font-medium">
									<Icon className="size-4 shrink-0 text-ink-faint" aria-hidden />
									{text.cards[value].title}
								</span>
								<span className="text-12 text-ink-soft">{text.cards[value].text}</span>
							</ChoiceCard>
						);
					})}
				</fieldset>
				<p>
					<Link href="/retained" className="inline-flex items-center gap-1.5 rounded text-accent hover:underline">
						<Archive className="size-3.5" aria-hidden />
						{text.retained}
					</Link>
				</p>
			</div>
			<TextField
				label={text.name}
				value={draft.name}
				onChange={({ target }) => onChange({ name: target.value })}
				onBlur={() => setTouched(true)}
				error={takenError ?? wrong}
				hint={text.nameHint}
				placeholder={words.shopProd}
				autoComplete="off"
				spellCheck={false}
				maxLength={63}
			/>
		</div>
	);
}
