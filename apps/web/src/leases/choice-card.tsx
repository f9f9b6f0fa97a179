import { clsx } from "clsx";
import type { ReactNode } from "react";

interface ChoiceCardProps {
	readonly name: string;
	readonly value: string;
	readonly isChosen: boolean;
	readonly onChoose: () => void;
	/** It cannot be chosen now; why stands among its words. */
	readonly isRefused?: boolean;
	readonly children: ReactNode;
}

/** One of several, as a card: a real radio button, so that arrow keys move between them. */
export function ChoiceCard({ name, value, isChosen, onChoose, isRefused = false, children }: ChoiceCardProps) {
	return (
		<label
			className={clsx(
				"relative grid content-start gap-1 rounded-control border p-3 transition-colors has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent",
				isRefused ? "cursor-not-allowed bg-sunken" : "cursor-pointer",
				isChosen ? "border-accent bg-accent-soft" : "border-line-strong",
				!isChosen && !isRefused && "hover:bg-hover",
			)}
		>
			<input
				type="radio"
				name={name}
				value={value}
				checked={isChosen}
				disabled={isRefused}
				onChange={onChoose}
				className="absolute top-3.5 right-3 accent-accent"
			/>
			{children}
		</label>
	);
}
