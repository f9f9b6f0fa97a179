import { clsx } from "clsx";
import type { ReactNode } from "react";
import type { Mark, MarkShape } from "@/format/mark.ts";

const tone: Record<MarkShape, string> = {
	ok: "text-ok",
	work: "text-work",
	rest: "text-rest",
	bad: "text-bad",
	warn: "text-warn",
	gone: "text-gone",
	unknown: "text-unknown",
	pending: "text-ink-faint",
};

const drawing: Record<MarkShape, ReactNode> = {
	ok: <circle cx="6" cy="6" r="4.5" fill="currentColor" />,
	work: (
		<>
			<circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.5" />
			<path d="M6 2a4 4 0 0 1 0 8Z" fill="currentColor" />
		</>
	),
	rest: <rect x="2.25" y="2.25" width="7.5" height="7.5" rx="1" fill="none" stroke="currentColor" strokeWidth="1.5" />,
	bad: <path d="M6 1.4 11.2 10.4H.8Z" fill="currentColor" />,
	warn: <path d="M6 .8 11.2 6 6 11.2.8 6Z" fill="currentColor" />,
	gone: <path d="m2.5 2.5 7 7m0-7-7 7" fill="none" stroke="currentColor" strokeWidth="1.25" strokeLinecap="round" />,
	unknown: (
		<>
			<circle cx="6" cy="6" r="5" fill="none" stroke="currentColor" strokeWidth="1.25" strokeDasharray="2 1.6" />
			<path
				d="M4.7 4.9a1.35 1.35 0 1 1 1.9 1.2c-.4.2-.6.4-.6.8M6 8.4v.1"
				fill="none"
				stroke="currentColor"
				strokeWidth="1.1"
				strokeLinecap="round"
			/>
		</>
	),
	pending: <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.25" />,
};

interface ShapeProps {
	readonly shape: MarkShape;
	readonly className?: string;
	/** What was and is over does not turn. */
	readonly isStill?: boolean;
}

/** The shape alone, for a place where its word stands beside it in another form. */
export function MarkShapeIcon({ shape, className, isStill = false }: ShapeProps) {
	return (
		<svg
			viewBox="0 0 12 12"
			aria-hidden="true"
			className={clsx("size-3 shrink-0", tone[shape], shape === "work" && !isStill && "animate-turn", className)}
		>
			{drawing[shape]}
		</svg>
	);
}

interface StateMarkProps {
	readonly mark: Mark;
	readonly children?: ReactNode;
	readonly className?: string;
	readonly isStill?: boolean;
}

/** A state wherever one is shown: its shape, its word and its colour; `children` follow the word, softer. */
export function StateMark({ mark, children, className, isStill = false }: StateMarkProps) {
	return (
		<span data-state={mark.word} className={clsx("inline-flex items-center gap-1.5 align-middle whitespace-nowrap", className)}>
			<MarkShapeIcon shape={mark.shape} isStill={isStill} />
			<span className={clsx(tone[mark.shape], "font-medium", mark.word === "closed" && "line-through")}>{mark.word}</span>
			{children !== undefined && <span className="text-ink-faint tabular-nums">{children}</span>}
		</span>
	);
}
