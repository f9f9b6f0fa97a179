import { clsx } from "clsx";
import { type ReactNode, useId } from "react";

interface PanelProps {
	readonly title: ReactNode;
	/** What stands at the right of the title: an age, a button. */
	readonly aside?: ReactNode;
	readonly className?: string;
	/** The body draws to the edge, as a table does. */
	readonly flush?: boolean;
	readonly children: ReactNode;
}

/** A titled region of a page. */
export function Panel({ title, aside, className, flush = false, children }: PanelProps) {
	const id = useId();
	return (
		<section aria-labelledby={id} className={clsx("min-w-0 rounded-card border bg-panel", className)}>
			<header className="flex min-h-10 flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b px-4 py-1.5">
				<h2 id={id} className="text-13 font-semibold">
					{title}
				</h2>
				{aside !== undefined && <div className="text-12 text-ink-faint">{aside}</div>}
			</header>
			<div className={flush ? "relative overflow-x-auto" : "p-4"}>{children}</div>
		</section>
	);
}

/** The head of a page: its name, what it counts, and what can be done here. */
export function PageHead({ title, note, children }: { readonly title: string; readonly note?: ReactNode; readonly children?: ReactNode }) {
	return (
		<div className="mb-4 flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
			<div className="flex flex-wrap items-baseline gap-x-3">
				<h1 className="text-20 font-semibold tracking-tight">{title}</h1>
				{note !== undefined && <p className="text-ink-faint tabular-nums">{note}</p>}
			</div>
			{children !== undefined && <div className="flex flex-wrap items-center gap-2">{children}</div>}
		</div>
	);
}
