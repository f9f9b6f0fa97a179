import { formatMoment } from "@/format/time.ts";
import { logText } from "@/text/logs.ts";
import type { LogRow } from "./log-buffer.ts";
import type { Edge } from "./use-standing.ts";

interface LogEdgeProps {
	readonly edge: Edge;
	readonly rows: readonly LogRow[];
	readonly onLoad: () => void;
}

/** What stands above the first row: the way to older ones, or why there is none. */
export function LogEdge({ edge, rows, onLoad }: LogEdgeProps) {
	if (edge.kind === "loading") return <span>{logText.olderLoading}</span>;
	if (edge.kind === "full") return <span className="truncate">{logText.olderFull(rows.length)}</span>;
	if (edge.kind === "begin") {
		const first = rows.find(({ message }) => message.kind === "line")?.message;
		const text = logText.begins(first?.kind === "line" ? formatMoment(first.at) : null);
		return (
			<span data-testid="log-begin" title={text} className="truncate">
				{text}
			</span>
		);
	}
	return (
		<span className="flex min-w-0 items-center gap-2">
			<button type="button" onClick={onLoad} className="shrink-0 rounded text-accent hover:underline">
				{logText.older}
			</button>
			{edge.kind === "failed" && <span className="truncate text-bad">{logText.olderFailed(edge.message)}</span>}
		</span>
	);
}
