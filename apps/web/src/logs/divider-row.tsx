import { clsx } from "clsx";
import { formatMoment } from "@/format/time.ts";
import { logText } from "@/text/logs.ts";
import type { LogRow } from "./log-buffer.ts";

interface DividerRowProps {
	readonly row: LogRow;
	readonly place: number;
	readonly count: number;
	readonly heightPx: number;
	readonly isLoading: boolean;
	readonly onLoad: (row: LogRow) => void;
}

/** What happened between two lines: lines that were lost, with the way to them; an end, a start, a release. */
export function DividerRow({ row: { message, ...row }, place, count, heightPx, isLoading, onLoad }: DividerRowProps) {
	if (message.kind === "line") return null;
	const tone = message.kind === "gap" ? "text-warn" : message.kind === "mark" && message.tone === "bad" ? "text-bad" : "text-ink-soft";
	return (
		<li
			aria-posinset={place}
			aria-setsize={count}
			data-kind={message.kind}
			style={{ height: heightPx }}
			className={clsx("flex items-center gap-3 overflow-hidden px-3 whitespace-nowrap", tone)}
		>
			<span className="h-px w-6 shrink-0 bg-current opacity-40" />
			<span className="truncate">{textOf(message)}</span>
			{message.kind === "gap" ? (
				<button type="button" disabled={isLoading} onClick={() => onLoad({ message, ...row })} className="rounded underline">
					{isLoading ? logText.gapLoading : logText.gapLoad}
				</button>
			) : (
				<time dateTime={message.at} className="text-ink-faint">
					{formatMoment(message.at)}
				</time>
			)}
			<span className="h-px flex-1 bg-current opacity-40" />
		</li>
	);
}

function textOf(message: Exclude<LogRow["message"], { kind: "line" }>): string {
	const who = `${message.service}-${message.instance}`;
	if (message.kind === "gap") return logText.gap(who, message.skipped);
	if (message.kind === "mark") return message.text;
	return message.what === "started" ? logText.marks.started(who) : logText.marks.ended(who);
}
