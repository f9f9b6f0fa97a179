import { formatMoment } from "@/format/time.ts";
import { fleetText } from "@/text/admin-fleet.ts";
import { Table, Td, Th } from "@/ui/table.tsx";
import { HEIGHT, type TrendRange, trendLine, WIDTH } from "./trend-line.ts";

const text = fleetText.capacity;

export interface TrendPoint {
	readonly at: string;
	readonly leased: number;
	/** Null where it is not known yet. */
	readonly used: number | null;
	readonly has: number;
}

interface TrendChartProps {
	readonly label: string;
	/** Of whom, too. */
	readonly title: string;
	readonly range: TrendRange;
	readonly points: readonly TrendPoint[];
	readonly format: (value: number) => string;
}

/** One resource over the days: a picture, the sentence that it says, and its figures for whoever wants them. */
export function TrendChart({ label, title, range, points, format }: TrendChartProps) {
	const last = points.at(-1);
	if (last === undefined) return null;
	const most = Math.max(...points.map(({ leased }) => leased));
	const scale = Math.max(most, ...points.map(({ has }) => has), ...points.map(({ used }) => used ?? 0));
	const used = points.findLast((point) => point.used !== null)?.used ?? null;
	const line = (of: (point: TrendPoint) => number | null) =>
		trendLine(
			points.map((point) => ({ at: point.at, value: of(point) })),
			range,
			scale,
		);
	return (
		<figure className="min-w-0">
			<figcaption className="mb-1 flex flex-wrap items-baseline justify-between gap-x-4">
				<span className="font-medium">{label}</span>
				<span className="text-12 text-ink-faint tabular-nums">
					{text.trendLeased} {format(last.leased)} · {text.trendUsed} {used === null ? "–" : format(used)} · {text.trendHas}{" "}
					{format(last.has)}
				</span>
			</figcaption>
			<svg
				role="img"
				aria-label={text.trendSays(
					title,
					format(last.leased),
					format(most),
					used === null ? text.trendUnknown : format(used),
					format(last.has),
				)}
				viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
				preserveAspectRatio="none"
				className="h-16 w-full rounded-control border bg-panel"
			>
				<path d={line(({ has }) => has)} className="fill-none stroke-line-strong" strokeDasharray="4 3" vectorEffect="non-scaling-stroke" />
				<path d={line(({ leased }) => leased)} className="fill-none stroke-accent" strokeWidth={2} vectorEffect="non-scaling-stroke" />
				<path
					d={line((point) => point.used)}
					className="fill-none stroke-work"
					strokeWidth={1.5}
					strokeDasharray="2 2"
					vectorEffect="non-scaling-stroke"
				/>
			</svg>
			<details className="mt-1 text-12">
				<summary className="cursor-pointer text-ink-faint">{text.trendTable}</summary>
				<div className="mt-1 max-h-56 overflow-y-auto">
					<Table label={title} plain>
						<thead>
							<tr>
								{Object.entries(text.trendColumns).map(([key, name]) => (
									<Th key={key} className={key === "at" ? undefined : "text-right"}>
										{name}
									</Th>
								))}
							</tr>
						</thead>
						<tbody>
							{points.toReversed().map((point) => (
								<tr key={point.at} className="tabular-nums">
									<Td className="whitespace-nowrap">{formatMoment(point.at)}</Td>
									<Td className="text-right whitespace-nowrap">{format(point.leased)}</Td>
									<Td className="text-right whitespace-nowrap">{point.used === null ? "–" : format(point.used)}</Td>
									<Td className="text-right whitespace-nowrap">{format(point.has)}</Td>
								</tr>
							))}
						</tbody>
					</Table>
				</div>
			</details>
		</figure>
	);
}
