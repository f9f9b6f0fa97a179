import { clsx } from "clsx";

interface MeterProps {
	readonly label: string;
	readonly value: number;
	readonly max: number;
	/** What the bar says in words: `310 of 512 MiB`. */
	readonly text: string;
	readonly className?: string;
	readonly tone?: "work" | "accent";
}

/** How much of a whole is used. Over nine tenths it warns. */
export function Meter({ label, value, max, text, className, tone = "accent" }: MeterProps) {
	const share = max > 0 ? Math.min(1, value / max) : 0;
	const colour = tone === "work" ? "bg-work" : share > 0.9 ? "bg-warn" : "bg-accent";
	return (
		<span className={clsx("relative block h-1.5 overflow-hidden rounded-full bg-hover drawn-whole", className)}>
			<meter className="sr-only" aria-label={label} aria-valuetext={text} min={0} max={Math.max(max, 1)} value={value} />
			<span className={clsx("block h-full rounded-full drawn", colour)} style={{ width: `${share * 100}%` }} />
		</span>
	);
}
