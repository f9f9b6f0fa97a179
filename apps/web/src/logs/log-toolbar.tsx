"use client";
import { ArrowDownToLine, ChevronDown, ChevronUp, Download, Search, WrapText } from "lucide-react";
import { memo } from "react";
import { IconButton } from "@/ui/button.tsx";
import { inputClass, SelectField } from "@/ui/field.tsx";
import type { LogFilter } from "./log-filter.ts";
import { ServiceChips } from "./service-chips.tsx";

/** What the controls do. The same object for the life of the viewer, so that new lines do not draw the controls again. */
export interface LogActions {
	readonly filter: (filter: LogFilter) => void;
	readonly step: (by: 1 | -1) => void;
	readonly wrap: () => void;
	readonly follow: () => void;
	readonly download: () => void;
}

interface LogToolbarProps {
	readonly services: readonly string[];
	readonly filter: LogFilter;
	readonly matchCount: number;
	readonly currentMatch: number | null;
	readonly isWrapped: boolean;
	readonly isFollowing: boolean;
	readonly actions: LogActions;
}

const onClass = "aria-pressed:bg-accent-soft aria-pressed:text-accent";

/** One row of controls above the lines. */
export const LogToolbar = memo(function LogToolbar(props: LogToolbarProps) {
	const { filter, actions, matchCount, currentMatch } = props;
	return (
		<div role="toolbar" aria-label="Log" className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-b px-3 py-2">
			{props.services.length > 1 && (
				<ServiceChips services={props.services} shown={filter.services} onChange={(services) => actions.filter({ ...filter, services })} />
			)}
			<SelectField
				label="Stream"
				quietLabel
				small
				className="w-auto"
				value={filter.stream}
				onChange={({ target }) =>
					actions.filter({ ...filter, stream: target.value === "stdout" || target.value === "stderr" ? target.value : "both" })
				}
			>
				<option value="both">stdout + stderr</option>
				<option value="stdout">stdout</option>
				<option value="stderr">stderr</option>
			</SelectField>
			<div className="relative min-w-40 flex-1 sm:max-w-72">
				<Search className="pointer-events-none absolute top-1.5 left-2 size-4 text-ink-faint" aria-hidden />
				<input
					type="search"
					data-hotkey="/"
					aria-label="Search the log"
					placeholder="Search…"
					className={`${inputClass(false, true)} pl-7`}
					value={filter.search}
					onChange={({ target }) => actions.filter({ ...filter, search: target.value })}
					onKeyDown={(event) => {
						if (event.key !== "Enter") return;
						event.preventDefault();
						actions.step(event.shiftKey ? 1 : -1);
					}}
				/>
			</div>
			{filter.search !== "" && (
				<span className="inline-flex items-center gap-0.5">
					<output data-testid="log-matches" className="mr-1 text-12 text-ink-soft tabular-nums">
						{currentMatch === null ? "none" : `${currentMatch + 1} of ${matchCount}`}
					</output>
					<IconButton label="Earlier match" data-hotkey="N" onClick={() => actions.step(-1)}>
						<ChevronUp className="size-4" aria-hidden />
					</IconButton>
					<IconButton label="Later match" data-hotkey="n" onClick={() => actions.step(1)}>
						<ChevronDown className="size-4" aria-hidden />
					</IconButton>
					<label className="ml-1 inline-flex items-center gap-1.5 text-12 text-ink-soft">
						<input
							type="checkbox"
							className="accent-accent"
							checked={filter.onlyMatches}
							onChange={({ target }) => actions.filter({ ...filter, onlyMatches: target.checked })}
						/>
						Only matches
					</label>
				</span>
			)}
			<span className="ml-auto inline-flex gap-0.5">
				<IconButton label="Wrap long lines" data-hotkey="w" aria-pressed={props.isWrapped} onClick={actions.wrap} className={onClass}>
					<WrapText className="size-4" aria-hidden />
				</IconButton>
				<IconButton label="Follow" data-hotkey="f" aria-pressed={props.isFollowing} onClick={actions.follow} className={onClass}>
					<ArrowDownToLine className="size-4" aria-hidden />
				</IconButton>
				<IconButton label="Download these lines" onClick={actions.download}>
					<Download className="size-4" aria-hidden />
				</IconButton>
			</span>
		</div>
	);
});
