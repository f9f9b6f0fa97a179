import { clsx } from "clsx";
import type { ReactNode } from "react";

interface ChoiceCardProps {
	readonly name: string;
	readonly value: string;
	readonly isChosen: boolean;
	readonly onChoose: () => void;
	readonly children: ReactNode;
}

/** One of several, as a card: a real radio button, so that arrow keys move between them. */
export function ChoiceCard({ name, value, isChosen, onChoose, children }: ChoiceCardProps) {
	return (
		<label
			className={clsx(
				"relative grid cursor-pointer content-start gap-1 rounded-control border p-3 transition-colors has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent",
				isChosen ? "border-accent bg-accent-soft" : "border-line-strong hover:bg-hover",
			)}
		>
			<input
				type="radio"
				name={name}
				value={value}
				checked={isChosen}
				onChange={onChoose}
				className="absolute top-3.5 right-3 accent-accent"
			/>
			{children}
		</label>
	);
}
