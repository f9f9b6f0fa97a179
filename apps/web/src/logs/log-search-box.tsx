"use client";
import { ChevronDown, ChevronUp, CircleSlash, Regex, Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { logText } from "@/text/logs.ts";
import { IconButton } from "@/ui/button.tsx";
import { inputClass } from "@/ui/field.tsx";
import { type LogActions, onClass } from "./log-actions.ts";
import type { LogFilter } from "./log-filter.ts";

interface LogSearchBoxProps {
	readonly filter: LogFilter;
	readonly matchCount: number;
	readonly currentMatch: number | null;
	readonly isBroken: boolean;
	readonly actions: LogActions;
}

// Longer than between two keys of one word, so that ten thousand lines are looked through once for it.
const PAUSE_MS = 120;

/** Finds in the lines that are held as one types; Enter searches the whole log on the server. */
export function LogSearchBox({ filter, matchCount, currentMatch, isBroken, actions }: LogSearchBoxProps) {
	const [text, setText] = useState(filter.search);
	const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
	useEffect(() => setText(filter.search), [filter.search]);
	useEffect(() => () => clearTimeout(timer.current), []);
	const type = (search: string) => {
		setText(search);
		clearTimeout(timer.current);
		timer.current = setTimeout(() => actions.filter({ search }), PAUSE_MS);
	};
	return (
		<div className="flex w-full min-w-0 flex-wrap items-center gap-x-1 gap-y-1.5 sm:w-auto sm:flex-1">
			<div className="relative min-w-40 flex-1 sm:max-w-96">
				<Search className="pointer-events-none absolute top-1.5 left-2 size-4 text-ink-faint" aria-hidden />
				<input
					type="search"
					data-hotkey="/"
					aria-label={logText.search}
					aria-invalid={isBroken || undefined}
					placeholder={logText.searchPlaceholder}
					className={`${inputClass(isBroken, true)} pl-7`}
					value={text}
					onChange={({ target }) => type(target.value)}
					onKeyDown={(event) => {
						if (event.key !== "Enter") return;
						event.preventDefault();
						clearTimeout(timer.current);
						if (event.shiftKey) actions.step(-1);
						else if (text !== "") actions.searchAll(text);
					}}
				/>
			</div>
			<IconButton
				label={logText.regex}
				aria-pressed={filter.isRegex}
				onClick={() => actions.filter({ isRegex: !filter.isRegex })}
				className={onClass}
			>
				<Regex className="size-4" aria-hidden />
			</IconButton>
			<IconButton
				label={logText.invert}
				aria-pressed={filter.isInverted}
				onClick={() => actions.filter({ isInverted: !filter.isInverted })}
				className={onClass}
			>
				<CircleSlash className="size-4" aria-hidden />
			</IconButton>
			{isBroken && <span className="text-12 text-bad">{logText.badPattern}</span>}
			{filter.search !== "" && !isBroken && (
				<span className="inline-flex items-center gap-0.5">
					<output data-testid="log-matches" className="mx-1 text-12 whitespace-nowrap text-ink-soft tabular-nums">
						{logText.matches(currentMatch, matchCount)}
					</output>
					<IconButton label={logText.earlier} data-hotkey="N" onClick={() => actions.step(-1)}>
						<ChevronUp className="size-4" aria-hidden />
					</IconButton>
					<IconButton label={logText.later} data-hotkey="n" onClick={() => actions.step(1)}>
						<ChevronDown className="size-4" aria-hidden />
					</IconButton>
					<label className="ml-1 inline-flex items-center gap-1.5 text-12 whitespace-nowrap text-ink-soft">
						<input
							type="checkbox"
							className="accent-accent"
							checked={filter.onlyMatches}
							onChange={({ target }) => actions.filter({ onlyMatches: target.checked })}
						/>
						{logText.onlyMatches}
					</label>
				</span>
			)}
		</div>
	);
}
