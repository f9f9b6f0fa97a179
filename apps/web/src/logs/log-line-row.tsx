import type { LogLevel } from "@berth/core";
import { clsx } from "clsx";
import { memo, type ReactNode } from "react";
import { formatMoment, formatTimeOfDay } from "@/format/time.ts";
import { toPieces } from "./ansi.ts";
import { CUT, type LogRow } from "./log-buffer.ts";
import { serviceColour } from "./service-colour.ts";

export interface LogLook {
	readonly isWrapped: boolean;
	readonly isNarrow: boolean;
	readonly search: string;
	readonly services: readonly string[];
}

const TIME_COLUMNS = 13;
const LABEL_COLUMNS_MAX = 18;

const labelColumns = ({ services, isNarrow }: LogLook): number =>
	Math.min(isNarrow ? 8 : LABEL_COLUMNS_MAX, Math.max(...services.map((name) => name.length), 3) + 3);

/** How many characters wide the part before the text is. */
export const gutterColumns = (look: LogLook): number => (look.isNarrow ? 0 : TIME_COLUMNS) + 2 + labelColumns(look);

const edges: Record<LogLevel, string> = {
	trace: "border-line",
	debug: "border-line",
	info: "border-line-strong",
	warn: "border-warn",
	error: "border-bad",
	fatal: "border-bad",
};

interface LogLineRowProps {
	readonly row: LogRow;
	readonly look: LogLook;
	readonly heightPx: number;
	readonly place: number;
	readonly count: number;
	readonly isCurrent: boolean;
}

/** One row of the log: a line with its gutter, or a divider that says what happened between two lines. */
export const LogLineRow = memo(function LogLineRow({ row, look, heightPx, place, count, isCurrent }: LogLineRowProps) {
	const { message } = row;
	const shared = { "aria-posinset": place, "aria-setsize": count, style: { height: heightPx } };
	if (message.kind === "gap")
		return (
			<Divider {...shared} kind="gap" className="text-warn">
				{message.skipped} lines skipped, load
			</Divider>
		);
	if (message.kind === "instance")
		return (
			<Divider {...shared} kind="instance" className="text-ink-soft">
				{message.service}-{message.instance} {message.what} · {formatMoment(message.at)}
			</Divider>
		);
	return (
		<li
			{...shared}
			data-kind="line"
			title={`${message.at} · ${message.stream}`}
			className={clsx(
				"flex overflow-hidden border-l-2 pl-2 leading-5 hover:bg-hover",
				row.level === null ? "border-transparent" : edges[row.level],
			)}
		>
			{!look.isNarrow && (
				<time dateTime={message.at} className="shrink-0 text-ink-faint select-none" style={{ width: `${TIME_COLUMNS}ch` }}>
					{formatTimeOfDay(message.at)}
				</time>
			)}
			<span aria-hidden="true" className="w-[2ch] shrink-0 text-ink-faint select-none">
				{message.stream === "stderr" ? "e" : ""}
			</span>
			<span
				className="shrink-0 truncate pr-[1ch] select-none"
				style={{ width: `${labelColumns(look)}ch`, color: serviceColour(look.services, message.service) }}
			>
				{message.service}-{message.instance}
			</span>
			<span className={clsx("min-w-0", look.isWrapped ? "flex-1 break-all whitespace-break-spaces" : "whitespace-pre")}>
				<Text row={row} search={look.search} isCurrent={isCurrent} />
			</span>
		</li>
	);
});

interface DividerProps {
	readonly kind: string;
	readonly className: string;
	readonly children: ReactNode;
}

const Divider = ({ kind, className, children, ...rest }: DividerProps) => (
	<li {...rest} data-kind={kind} className={clsx("flex items-center gap-3 px-3", className)}>
		<span className="h-px w-6 bg-current opacity-40" />
		{children}
		<span className="h-px flex-1 bg-current opacity-40" />
	</li>
);

function Text({ row, search, isCurrent }: { readonly row: LogRow; readonly search: string; readonly isCurrent: boolean }) {
	const { message, text } = row;
	if (search !== "" && text.toLowerCase().includes(search.toLowerCase()))
		return <Marked text={text} search={search} isCurrent={isCurrent} />;
	if (message.kind !== "line") return null;
	return (
		<>
			{toPieces(message.text).map(({ at, text: part, colour, bold }) =>
				colour === null && !bold ? (
					part
				) : (
					<span
						key={at}
						className={bold ? "font-semibold" : undefined}
						style={colour === null ? undefined : { color: `var(--ansi-${colour})` }}
					>
						{part}
					</span>
				),
			)}
			{message.truncated && <span className="text-ink-faint">{CUT}</span>}
		</>
	);
}

function Marked({ text, search, isCurrent }: { readonly text: string; readonly search: string; readonly isCurrent: boolean }) {
	const parts: ReactNode[] = [];
	const low = text.toLowerCase();
	const needle = search.toLowerCase();
	let from = 0;
	for (let at = low.indexOf(needle); at >= 0; at = low.indexOf(needle, from)) {
		parts.push(text.slice(from, at));
		from = at + needle.length;
		parts.push(
			<mark key={at} className={clsx("text-mark-ink", isCurrent ? "bg-mark-now" : "bg-mark")}>
				{text.slice(at, from)}
			</mark>,
		);
	}
	return [...parts, text.slice(from)];
}
