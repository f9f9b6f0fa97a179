"use client";
import { type ListedEventView, MINUTE, SECOND } from "@berth/core";
import { countsByTime } from "@/data/event-feed.ts";
import { useNow } from "@/data/use-now.ts";
import { formatCount } from "@/format/count.ts";
import { historyText } from "@/text/admin-history.ts";

const SPAN_MS = 10 * SECOND;
const SPANS = (5 * MINUTE) / SPAN_MS;
const OF_MINUTE = MINUTE / SPAN_MS;
const HEIGHT = 24;

/** How much happens: a bar for each ten seconds of the last five minutes. */
export function RateBars({ events }: { readonly events: readonly ListedEventView[] }) {
	const now = useNow();
	const counts = countsByTime(events, now, { spanMs: SPAN_MS, spans: SPANS });
	const most = Math.max(1, ...counts);
	const inMinute = formatCount(counts.slice(-OF_MINUTE).reduce((sum, count) => sum + count, 0));
	return (
		<span className="inline-flex items-center gap-2 text-12 text-ink-faint tabular-nums">
			<svg role="img" aria-label={historyText.events.rate(inMinute)} viewBox={`0 0 ${SPANS * 4} ${HEIGHT}`} className="h-6 w-30">
				{counts.map((count, at) => (
					<rect
						// biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
						key={at}
						x={at * 4}
						width={3}
						y={HEIGHT - Math.max(1, (count / most) * HEIGHT)}
						height={Math.max(1, (count / most) * HEIGHT)}
						className={count > 0 ? "fill-accent" : "fill-line"}
					/>
				))}
			</svg>
			{historyText.events.perMinute(inMinute)}
		</span>
	);
}
