import type { RouterOutputs } from "@berth/client";
import { fleetText } from "@/text/admin-fleet.ts";
import { Table, Td, Th } from "@/ui/table.tsx";
import { HEIGHT, type TrendRange, trendLine, WIDTH } from "./trend-line.ts";

const text = fleetText.capacity;

type Nodes = RouterOutputs["admin"]["node"]["trend"]["nodes"];

/** How many instances of each size were leased over the days, on all nodes together. */
export function SizeTrends({ nodes, range }: { readonly nodes: Nodes; readonly range: TrendRange }) {
	const sizes = sizesOf(nodes);
	return (
		<section>
			<h3 className="mb-1 font-medium">{text.trendSizes}</h3>
			{sizes.length === 0 ? (
				<p className="text-ink-faint">{text.trendSizesNone}</p>
			) : (
				<Table label={text.trendSizes} plain>
					<thead>
						<tr>
							<Th>{text.trendColumnsOfSizes.size}</Th>
							<Th className="w-1/2">{text.trendColumnsOfSizes.trend}</Th>
							<Th className="text-right">{text.trendColumnsOfSizes.now}</Th>
							<Th className="text-right">{text.trendColumnsOfSizes.most}</Th>
						</tr>
					</thead>
					<tbody className="[&_tr:last-child_td]:border-b-0">
						{sizes.map(({ sku, points, now, most }) => (
							<tr key={sku} data-size-trend={sku} className="tabular-nums">
								<Td className="font-medium">{sku}</Td>
								<Td>
									<svg
										role="img"
										aria-label={text.trendSizeSays(sku, now, most)}
										viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
										preserveAspectRatio="none"
										className="h-6 w-full"
									>
										<path
											d={trendLine(points, range, most)}
											className="fill-none stroke-accent"
											strokeWidth={2}
											vectorEffect="non-scaling-stroke"
										/>
									</svg>
								</Td>
								<Td className="text-right">{now}</Td>
								<Td className="text-right">{most}</Td>
							</tr>
						))}
					</tbody>
				</Table>
			)}
		</section>
	);
}

/** Those that were leased at any time, the most leased first. A span that no node told of is left out of all. */
function sizesOf(nodes: Nodes) {
	const moments = [...new Set(nodes.flatMap(({ points }) => points.map(({ at }) => at)))].toSorted();
	const names = new Set(nodes.flatMap(({ points }) => points.flatMap(({ skus }) => Object.keys(skus))));
	const at = new Map(nodes.map(({ nodeId, points }) => [nodeId, new Map(points.map((point) => [point.at, point.skus]))]));
	return [...names]
		.map((sku) => {
			const points = moments.map((moment) => ({
				at: moment,
				value: nodes.reduce((sum, { nodeId }) => sum + (at.get(nodeId)?.get(moment)?.[sku] ?? 0), 0),
			}));
			return { sku, points, now: points.at(-1)?.value ?? 0, most: Math.max(...points.map(({ value }) => value)) };
		})
		.toSorted((a, b) => b.now - a.now || (a.sku < b.sku ? -1 : 1));
}
