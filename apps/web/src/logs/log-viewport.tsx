"use client";
import { type UIEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { LogRow } from "./log-buffer.ts";
import { LINE_PX, layOut, visibleRows } from "./log-layout.ts";
import { gutterColumns, LogLineRow, type LogLook } from "./log-line-row.tsx";
import { useTextSize } from "./use-text-size.ts";

interface LogViewportProps {
	readonly rows: readonly LogRow[];
	readonly isWrapped: boolean;
	readonly isFollowing: boolean;
	readonly onDetach: () => void;
	readonly onAttach: () => void;
	readonly search: string;
	/** The row, by its place, that must be in sight. */
	readonly shownMatch: number | null;
	readonly services: readonly string[];
}

const NARROW_PX = 640;

/** Draws the rows in sight and no others. It stays at the end while following, and never moves by itself otherwise. */
export function LogViewport(props: LogViewportProps) {
	const { rows, isWrapped, isFollowing, onDetach, onAttach, search, shownMatch, services } = props;
	const box = useRef<HTMLDivElement>(null);
	const { viewPx, widthPx, charPx } = useTextSize(box);
	const [scrollPx, setScrollPx] = useState(0);
	const lastPx = useRef(0);
	const look: LogLook = useMemo(
		() => ({ isWrapped, isNarrow: widthPx < NARROW_PX, search, services }),
		[isWrapped, widthPx, search, services],
	);
	const columns = isWrapped ? Math.floor((widthPx - gutterColumns(look) * charPx - 28) / charPx) : null;
	const layout = useMemo(() => layOut(rows, columns), [rows, columns]);
	const topPx = isFollowing ? Math.max(0, layout.heightPx - viewPx) : scrollPx;
	const { first, end } = visibleRows(layout, topPx, viewPx);

	useLayoutEffect(() => {
		const element = box.current;
		if (element === null || !isFollowing) return;
		element.scrollTop = layout.heightPx;
		lastPx.current = element.scrollTop;
	}, [isFollowing, layout]);

	useEffect(() => {
		const element = box.current;
		if (element === null || shownMatch === null) return;
		const rowPx = layout.tops[shownMatch] ?? 0;
		if (rowPx < element.scrollTop || rowPx > element.scrollTop + element.clientHeight - LINE_PX)
			element.scrollTop = rowPx - element.clientHeight / 2;
	}, [shownMatch, layout]);

	const onScroll = ({ currentTarget: element }: UIEvent<HTMLDivElement>) => {
		const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < LINE_PX / 2;
		const wentUp = element.scrollTop < lastPx.current - 1;
		lastPx.current = element.scrollTop;
		if (isFollowing && wentUp && !isAtEnd) {
			setScrollPx(element.scrollTop);
			onDetach();
		} else if (!isFollowing) {
			setScrollPx(element.scrollTop);
			if (isAtEnd && !wentUp) onAttach();
		}
	};
	return (
		<div
			ref={box}
			role="log"
			aria-live="off"
			aria-label="Log lines"
			// biome-ignore lint/a11y/noNoninteractiveTabindex: the keys of a page scroll it
			tabIndex={0}
			onScroll={onScroll}
			className="absolute inset-0 overflow-auto bg-sunken font-mono text-12 -outline-offset-2"
		>
			<div style={{ height: layout.heightPx }}>
				<ol
					className="w-max min-w-full"
					style={{ transform: `translateY(${layout.tops[first] ?? 0}px)`, ...(isWrapped ? { width: "100%" } : {}) }}
				>
					{rows.slice(first, end).map((row, index) => (
						<LogLineRow
							key={row.nth}
							row={row}
							look={look}
							heightPx={(layout.tops[first + index + 1] ?? 0) - (layout.tops[first + index] ?? 0)}
							place={first + index + 1}
							count={rows.length}
							isCurrent={shownMatch === first + index}
						/>
					))}
				</ol>
			</div>
		</div>
	);
}
