"use client";
import { type LogLevelChoice, logLevelChoices } from "@berth/core";
import { clsx } from "clsx";
import { logText } from "@/text/logs.ts";

interface LevelChipsProps {
	/** All when empty. */
	readonly shown: ReadonlySet<LogLevelChoice>;
	readonly onChange: (shown: ReadonlySet<LogLevelChoice>) => void;
}

const dots: Readonly<Record<LogLevelChoice, string>> = {
	trace: "bg-line-strong",
	debug: "bg-line-strong",
	info: "bg-ink-faint",
	warn: "bg-warn",
	error: "bg-bad",
	fatal: "bg-bad",
	unknown: "border border-ink-faint",
};

/** Each press adds a level to those shown or takes it away; without any all are. */
export function LevelChips({ shown, onChange }: LevelChipsProps) {
	const press = (level: LogLevelChoice) => {
		const next = new Set(shown);
		if (!next.delete(level)) next.add(level);
		onChange(next.size === logLevelChoices.length ? new Set() : next);
	};
	return (
		<fieldset className="flex flex-wrap gap-0.5">
			<legend className="sr-only">{logText.level}</legend>
			{logLevelChoices.map((level) => (
				<button
					key={level}
					type="button"
					aria-pressed={shown.has(level)}
					onClick={() => press(level)}
					className={clsx(
						"inline-flex h-7 items-center gap-1.5 rounded-control border px-1.5 text-12",
						shown.has(level) ? "border-accent bg-accent-soft text-ink" : "border-transparent text-ink-soft hover:bg-hover",
					)}
				>
					<span aria-hidden="true" className={clsx("h-3 w-0.5 rounded-full", dots[level])} />
					{logText.levels[level]}
				</button>
			))}
		</fieldset>
	);
}
