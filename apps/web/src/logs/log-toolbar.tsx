"use client";
import { ArrowDownToLine, ChevronDown, ChevronUp, Download, Search, WrapText } from "lucide-react";
import type { MouseEvent } from "react";
import { IconButton } from "@/ui/button.tsx";
import { inputClass, SelectField } from "@/ui/field.tsx";
import type { LogRow } from "./log-buffer.ts";
import { type LogFilter, toLogText } from "./log-filter.ts";
import { ServiceChips } from "./service-chips.tsx";

interface LogToolbarProps {
	readonly services: readonly string[];
	readonly filter: LogFilter;
	readonly onFilter: (filter: LogFilter) => void;
	readonly matches: { readonly count: number; readonly current: number | null; readonly step: (by: 1 | -1) => void };
	readonly isWrapped: boolean;
	readonly onWrap: () => void;
	readonly isFollowing: boolean;
	readonly onFollow: () => void;
	readonly rows: readonly LogRow[];
	readonly fileName: string;
}

const onClass = "aria-pressed:bg-accent-soft aria-pressed:text-accent";

/** One row of controls above the lines. */
export function LogToolbar(props: LogToolbarProps) {
	const { filter, onFilter, matches, rows } = props;
	return (
		<div role="toolbar" aria-label="Log" className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-b px-3 py-2">
			{props.services.length > 1 && (
				<ServiceChips services={props.services} shown={filter.services} onChange={(services) => onFilter({ ...filter, services })} />
			)}
			<SelectField
				label="Stream"
				quietLabel
				small
				className="w-auto"
				value={filter.stream}
				onChange={({ target }) =>
					onFilter({ ...filter, stream: target.value === "stdout" || target.value === "stderr" ? target.value : "both" })
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
					onChange={({ target }) => onFilter({ ...filter, search: target.value })}
					onKeyDown={(event) => {
						if (event.key !== "Enter") return;
						event.preventDefault();
						matches.step(event.shiftKey ? 1 : -1);
					}}
				/>
			</div>
			{filter.search !== "" && (
				<span className="inline-flex items-center gap-0.5">
					<output aria-label="Matches" className="mr-1 text-12 text-ink-soft tabular-nums">
						{matches.current === null ? "none" : `${matches.current + 1} of ${matches.count}`}
					</output>
					<IconButton label="Earlier match" data-hotkey="N" onClick={() => matches.step(-1)}>
						<ChevronUp className="size-4" aria-hidden />
					</IconButton>
					<IconButton label="Later match" data-hotkey="n" onClick={() => matches.step(1)}>
						<ChevronDown className="size-4" aria-hidden />
					</IconButton>
					<label className="ml-1 inline-flex items-center gap-1.5 text-12 text-ink-soft">
						<input
							type="checkbox"
							className="accent-accent"
							checked={filter.onlyMatches}
							onChange={({ target }) => onFilter({ ...filter, onlyMatches: target.checked })}
						/>
						Only matches
					</label>
				</span>
			)}
			<span className="ml-auto inline-flex gap-0.5">
				<IconButton label="Wrap long lines" data-hotkey="w" aria-pressed={props.isWrapped} onClick={props.onWrap} className={onClass}>
					<WrapText className="size-4" aria-hidden />
				</IconButton>
				<IconButton label="Follow" data-hotkey="f" aria-pressed={props.isFollowing} onClick={props.onFollow} className={onClass}>
					<ArrowDownToLine className="size-4" aria-hidden />
				</IconButton>
				<IconButton label={`Download ${rows.length} lines`} onClick={(event) => save(event, rows, props.fileName)}>
					<Download className="size-4" aria-hidden />
				</IconButton>
			</span>
		</div>
	);
}

/** Saves what the filter lets through, as it is held here. */
function save(event: MouseEvent, rows: readonly LogRow[], fileName: string): void {
	const url = URL.createObjectURL(new Blob([toLogText(rows)], { type: "text/plain" }));
	const link = event.currentTarget.ownerDocument.createElement("a");
	link.href = url;
	link.download = fileName;
	link.click();
	URL.revokeObjectURL(url);
}
