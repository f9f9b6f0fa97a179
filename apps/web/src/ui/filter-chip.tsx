import { clsx } from "clsx";
import type { ReactNode } from "react";
import { formatCount } from "@/format/count.ts";

interface FilterChipProps {
	readonly isOn: boolean;
	readonly onClick: () => void;
	readonly count?: number | undefined;
	readonly children: ReactNode;
}

/** One choice of a row of filters, with how many it would show. */
export function FilterChip({ isOn, onClick, count, children }: FilterChipProps) {
	return (
		<button
			type="button"
			aria-pressed={isOn}
			onClick={onClick}
			className={clsx(
				"inline-flex h-7 items-center gap-1.5 rounded-control border px-2 transition-colors",
				isOn
					? "border-accent bg-accent-soft font-medium text-ink forced-colors:outline-2"
					: "border-transparent text-ink-soft hover:bg-hover",
			)}
		>
			{children}
			{count !== undefined && <span className="text-ink-faint tabular-nums">{formatCount(count)}</span>}
		</button>
	);
}
