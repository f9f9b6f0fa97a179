"use client";
import { type ReactNode, type UIEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { logText } from "@/text/logs.ts";
import type { LogRow } from "./log-buffer.ts";
import { foldAt, LINE_PX, layOut, visibleRows } from "./log-layout.ts";
import { LogLineRow, type RowActions } from "./log-line-row.tsx";
import { gutterColumns, type LogLook } from "./log-look.ts";
import { useTextSize } from "./use-text-size.ts";

interface LogViewportProps {
	readonly rows: readonly LogRow[];
	readonly look: Omit<LogLook, "isNarrow">;
	readonly isFollowing: boolean;
	readonly onDetach: () => void;
	/** The reader has come to the last row. */
	readonly onEnd: () => void;
	/** The reader is near the first row. */
	readonly onStart: () => void;
	/** The row, by its place, that must be in sight. */
	readonly shownRow: number | null;
	readonly selected: { readonly from: number; readonly to: number } | null;
	readonly unfolded: ReadonlySet<number>;
	readonly loadingGap: number | null;
	readonly isAloud: boolean;
	readonly actions: RowActions;
	/** What stands above the first row, one line high. */
	readonly edge: ReactNode;
}

const NARROW_PX = 640;
const EDGE_PX = 28;
// The edge that tells the level, and the room beside it.
const ROW_EDGE_PX = 12;
// So near to the first row older ones are asked for.
const NEAR_PX = 10 * LINE_PX;

/** Draws the rows in sight and no others. It stays at the end while following, and never moves by itself otherwise. */
export function LogViewport(props: LogViewportProps) {
	const { rows, isFollowing, onDetach, onEnd, onStart, shownRow, selected, unfolded } = props;
	const box = useRef<HTMLDivElement>(null);
	const { viewPx, widthPx, charPx } = useTextSize(box);
	const [scrollPx, setScrollPx] = useState(0);
	const lastPx = useRef(0);
	const isNarrow = widthPx < NARROW_PX;
	const look: LogLook = useMemo(() => ({ ...props.look, isNarrow }), [props.look, isNarrow]);
	const columns = look.isWrapped ? Math.max(8, Math.floor((widthPx - gutterColumns(look) * charPx - ROW_EDGE_PX) / charPx)) : null;
	const layout = useMemo(() => layOut(rows, { columns, showing: look.showing, unfolded }), [rows, columns, look.showing, unfolded]);
	const topPx = (isFollowing ? Math.max(0, layout.heightPx + EDGE_PX - viewPx) : scrollPx) - EDGE_PX;
	const { first, end } = visibleRows(layout, Math.max(0, topPx), viewPx);

	useLayoutEffect(() => {
		const element = box.current;
		if (element === null || !isFollowing) return;
		element.scrollTop = layout.heightPx + EDGE_PX;
		lastPx.current = element.scrollTop;
	}, [isFollowing, layout]);

	// Older rows came above: what is read stays where it is.
	const firstRow = useRef<LogRow>(undefined);
	useLayoutEffect(() => {
		const element = box.current;
		const before = firstRow.current;
		firstRow.current = rows[0];
		if (element === null || isFollowing || before === undefined || before === rows[0]) return;
		const place = rows.indexOf(before);
		if (place <= 0) return;
		element.scrollTop += layout.tops[place] ?? 0;
		lastPx.current = element.scrollTop;
		setScrollPx(element.scrollTop);
	}, [rows, layout, isFollowing]);

	useEffect(() => {
		const element = box.current;
		if (element === null || shownRow === null) return;
		const rowPx = EDGE_PX + (layout.tops[shownRow] ?? 0);
		if (rowPx < element.scrollTop || rowPx > element.scrollTop + element.clientHeight - LINE_PX)
			element.scrollTop = rowPx - element.clientHeight / 2;
	}, [shownRow, layout]);

	const onScroll = ({ currentTarget: element }: UIEvent<HTMLDivElement>) => {
		const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < LINE_PX / 2;
		const wentUp = element.scrollTop < lastPx.current - 1;
		lastPx.current = element.scrollTop;
		if (isFollowing) {
			if (!wentUp || isAtEnd) return;
			setScrollPx(element.scrollTop);
			onDetach();
			return;
		}
		setScrollPx(element.scrollTop);
		if (isAtEnd && !wentUp) onEnd();
		if (wentUp && element.scrollTop < NEAR_PX) onStart();
	};
	return (
		<div
			ref={box}
			role="log"
			aria-live={props.isAloud ? "polite" : "off"}
			aria-label={logText.logLines}
			// biome-ignore lint/a11y/noNoninteractiveTabindex: the keys of a page scroll it
			tabIndex={0}
			onScroll={onScroll}
			className="absolute inset-0 overflow-auto bg-sunken font-mono text-12 -outline-offset-2"
		>
			<div
				className="sticky left-0 flex items-center overflow-hidden px-3 font-sans text-ink-faint"
				style={{ height: EDGE_PX, width: widthPx }}
			>
				{props.edge}
			</div>
			<div style={{ height: layout.heightPx }}>
				<ol
					className="w-max min-w-full"
					style={{ transform: `translateY(${layout.tops[first] ?? 0}px)`, ...(look.isWrapped ? { width: "100%" } : {}) }}
				>
					{rows.slice(first, end).map((row, index) => (
						<LogLineRow
							key={row.nth}
							row={row}
							look={look}
							heightPx={(layout.tops[first + index + 1] ?? 0) - (layout.tops[first + index] ?? 0)}
							place={first + index + 1}
							count={rows.length}
							isCurrent={shownRow === first + index}
							isSelected={selected !== null && first + index >= selected.from && first + index <= selected.to}
							isUnfolded={unfolded.has(row.nth)}
							isLoading={props.loadingGap === row.nth}
							foldChars={foldAt(columns)}
							actions={props.actions}
						/>
					))}
				</ol>
			</div>
		</div>
	);
}
