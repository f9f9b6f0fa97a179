import { clsx } from "clsx";

export interface Figure {
	readonly label: string;
	readonly value: string;
	readonly tone?: "bad" | "warn" | undefined;
}

/** Sums above a table, in one row that wraps. */
export const FigureStrip = ({ label, figures }: { readonly label: string; readonly figures: readonly Figure[] }) => (
	<dl aria-label={label} className="mb-3 flex flex-wrap gap-x-8 gap-y-2 rounded-card border bg-panel px-4 py-2.5">
		{figures.map(({ label: name, value, tone }) => (
			<div key={name}>
				<dt className="text-12 text-ink-faint">{name}</dt>
				<dd className={clsx("text-16 font-medium tabular-nums", tone === "bad" && "text-bad", tone === "warn" && "text-warn")}>{value}</dd>
			</div>
		))}
	</dl>
);
