import type { LogLevel } from "@berth/core";
import { clsx } from "clsx";
import { type MouseEvent, memo } from "react";
import { logText } from "@/text/logs.ts";
import { DividerRow } from "./divider-row.tsx";
import { JsonFields } from "./json-fields.tsx";
import { LineText } from "./line-text.tsx";
import { LineTime } from "./line-time.tsx";
import type { LogRow } from "./log-buffer.ts";
import { type LogLook, labelColumns, timeColumns } from "./log-look.ts";
import { serviceColour } from "./service-colour.ts";
import { showLine } from "./shown-line.ts";

const edges: Record<LogLevel, string> = {
	trace: "border-line",
	debug: "border-line",
	info: "border-line-strong",
	warn: "border-warn",
	error: "border-bad",
	fatal: "border-bad",
};

/** What can be done with a row. The same object for the life of the viewer. */
export interface RowActions {
	readonly select: (row: LogRow, isFurther: boolean) => void;
	readonly unfold: (row: LogRow) => void;
	readonly filterText: (text: string) => void;
	readonly pin: (key: string) => void;
	readonly loadGap: (row: LogRow) => void;
}

interface LogLineRowProps {
	readonly row: LogRow;
	readonly look: LogLook;
	readonly heightPx: number;
	readonly place: number;
	readonly count: number;
	readonly isCurrent: boolean;
	readonly isSelected: boolean;
	readonly isUnfolded: boolean;
	readonly isLoading: boolean;
	/** Of a folded line no more than so many characters are shown. */
	readonly foldChars: number;
	readonly actions: RowActions;
}

/** One row of the log: a line with its gutter, or a divider that says what happened between two lines. */
export const LogLineRow = memo(function LogLineRow(props: LogLineRowProps) {
	const { row, look, heightPx, place, count, isCurrent, isSelected, isUnfolded, foldChars, actions } = props;
	const { message } = row;
	if (message.kind !== "line")
		return <DividerRow {...{ row, place, count, heightPx }} isLoading={props.isLoading} onLoad={actions.loadGap} />;
	const shown = showLine(row, look.showing);
	const isLong = shown.text.length > foldChars;
	return (
		<li
			aria-posinset={place}
			aria-setsize={count}
			data-kind="line"
			data-level={row.level ?? "unknown"}
			title={`${message.at} · ${message.stream}`}
			style={{ height: heightPx }}
			className={clsx(
				"flex overflow-hidden border-l-2 pl-2 leading-5",
				isSelected ? "bg-accent-soft" : isCurrent ? "bg-hover" : "hover:bg-hover",
				row.level === null ? "border-transparent" : edges[row.level],
			)}
		>
			<button
				type="button"
				tabIndex={-1}
				title={logText.select(message.at)}
				onClick={(event: MouseEvent) => actions.select(row, event.shiftKey)}
				className="flex h-5 shrink-0 text-left select-none"
			>
				{!look.isNarrow && look.times !== "none" && <LineTime at={message.at} format={look.times} columns={timeColumns(look)} />}
				<span aria-hidden="true" className="w-[2ch] shrink-0 text-ink-faint">
					{message.stream === "stderr" ? "e" : ""}
				</span>
				<span
					className="shrink-0 truncate pr-[1ch]"
					style={{ width: `${labelColumns(look)}ch`, color: serviceColour(look.services, message.service) }}
				>
					{message.service}-{message.instance}
				</span>
			</button>
			<span className={clsx("min-w-0", look.isWrapped ? "flex-1 break-all whitespace-break-spaces" : "whitespace-pre")}>
				{shown.pins.map((pin) => (
					<span key={pin} className="text-accent">
						{pin}{" "}
					</span>
				))}
				<LineText
					row={row}
					text={shown.text}
					marks={look.marks}
					isCurrent={isCurrent}
					max={isLong && !isUnfolded ? foldChars : Number.MAX_SAFE_INTEGER}
				/>
				{isLong && (
					<button
						type="button"
						tabIndex={-1}
						onClick={() => actions.unfold(row)}
						className="ml-[1ch] rounded text-accent underline select-none"
					>
						{isUnfolded ? logText.fold : logText.expand(shown.text.length)}
					</button>
				)}
				{shown.folded > 0 && (
					<button
						type="button"
						tabIndex={-1}
						aria-expanded={isUnfolded}
						title={logText.unfold(isUnfolded)}
						onClick={() => actions.unfold(row)}
						className="ml-[1ch] rounded text-ink-faint select-none hover:text-accent"
					>
						{isUnfolded ? "▾" : logText.more(shown.folded)}
						<span className="sr-only"> {logText.unfold(isUnfolded)}</span>
					</button>
				)}
				{isUnfolded && shown.folded > 0 && (
					<JsonFields text={row.text} pinned={look.showing.pinned} onFilter={actions.filterText} onPin={actions.pin} />
				)}
			</span>
		</li>
	);
});
