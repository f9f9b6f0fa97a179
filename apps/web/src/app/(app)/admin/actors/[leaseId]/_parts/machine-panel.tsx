import { type ActorDetail, type LeaseState, leaseStates } from "@berth/core";
import { clsx } from "clsx";
import { useId } from "react";
import { actorText } from "@/text/admin-actors.ts";
import { Panel } from "@/ui/panel.tsx";
import { edgeOf, lineOf, moves, places } from "./machine-layout.ts";

const text = actorText.one;
/** So many moves are lit; more would light everything. */
const LIT = 8;

/** The machine of a lease with the way that it took: the newest move strong, those before it fainter. */
export function MachinePanel({ detail: { actor, path } }: { readonly detail: ActorDetail }) {
	const id = useId();
	const way = path.slice(0, LIT);
	const lit = new Map<string, number>();
	for (const [age, { from, to }] of way.entries()) if (!lit.has(edgeOf(from, to))) lit.set(edgeOf(from, to), age);
	const visited = new Set(way.flatMap(({ from, to }) => [from, to]));
	const spoken = way
		.toReversed()
		.map(({ from, to }, at) => (at === 0 ? `${from ?? actorText.born}, ${to}` : to))
		.join(", ");
	return (
		<Panel title={text.machine} aside={text.machineNote(way.length)}>
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and those without a pointer must be able to */}
			<section aria-label={text.machine} className="overflow-x-auto" tabIndex={0}>
				<svg
					viewBox="0 0 850 420"
					role="img"
					aria-label={text.machineLabel(actor.state, spoken)}
					data-testid="machine"
					className="w-full min-w-160 font-sans text-13"
				>
					<defs>
						<marker id={`${id}-end`} viewBox="0 0 6 6" refX="5" refY="3" markerWidth="6" markerHeight="6" orient="auto">
							<path d="M0 0 6 3 0 6Z" className="fill-line-strong" />
						</marker>
						<marker id={`${id}-lit`} viewBox="0 0 6 6" refX="4" refY="3" markerWidth="4" markerHeight="4" orient="auto">
							<path d="M0 0 6 3 0 6Z" className="fill-accent" />
						</marker>
					</defs>
					{/* What is lit is drawn last, above the rest. */}
					{[false, true].map((isLit) =>
						moves.flatMap(([from, to]) =>
							to
								.filter((one) => from !== one && lit.has(edgeOf(from, one)) === isLit)
								.map((one) => (
									<Move
										key={edgeOf(from, one)}
										from={from}
										to={one}
										age={lit.get(edgeOf(from, one)) ?? null}
										end={`url(#${id}-${isLit ? "lit" : "end"})`}
									/>
								)),
						),
					)}
					{leaseStates.map((state) => (
						<State key={state} state={state} isNow={state === actor.state} wasHere={visited.has(state)} />
					))}
				</svg>
			</section>
		</Panel>
	);
}

interface MoveProps {
	readonly from: LeaseState | null;
	readonly to: LeaseState;
	/** How many moves ago; null when it is not of the way. */
	readonly age: number | null;
	readonly end: string;
}

function Move({ from, to, age, end }: MoveProps) {
	const [x, y] = places[to];
	const line = from === null ? { x1: x - 84, y1: y, x2: x - 58, y2: y } : lineOf(from, to);
	return (
		<line
			{...line}
			data-lit={age === null ? undefined : edgeOf(from, to)}
			markerEnd={end}
			className={age === null ? "stroke-line" : "stroke-accent"}
			strokeWidth={age === null ? 1 : age === 0 ? 3 : 1.75}
			strokeOpacity={age === null ? 1 : Math.max(0.45, 1 - age * 0.1)}
		/>
	);
}

function State({ state, isNow, wasHere }: { readonly state: LeaseState; readonly isNow: boolean; readonly wasHere: boolean }) {
	const [x, y] = places[state];
	return (
		<g data-machine-state={state} data-now={isNow || undefined}>
			<rect
				x={x - 54}
				y={y - 14}
				width={108}
				height={28}
				rx={6}
				className={clsx(isNow ? "fill-accent stroke-accent" : wasHere ? "fill-accent-soft stroke-accent" : "fill-panel stroke-line-strong")}
			/>
			<text
				x={x}
				y={y + 4.5}
				textAnchor="middle"
				className={clsx(isNow ? "fill-accent-ink font-semibold" : wasHere ? "fill-ink" : "fill-ink-soft")}
			>
				{state}
			</text>
		</g>
	);
}
