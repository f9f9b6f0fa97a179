"use client";
import { useMemo, useState } from "react";
import type { LogRow } from "./log-buffer.ts";

/** Lines that are picked one after another: from the first that was pressed to the last. By `nth`, as rows come and go. */
export function useSelection(rows: readonly LogRow[]) {
	const [ends, setEnds] = useState<{ readonly from: number; readonly to: number } | null>(null);
	const places = useMemo(() => {
		if (ends === null) return null;
		const [a, b] = [rows.findIndex(({ nth }) => nth === ends.from), rows.findIndex(({ nth }) => nth === ends.to)];
		return a < 0 || b < 0 ? null : { from: Math.min(a, b), to: Math.max(a, b) };
	}, [rows, ends]);
	return {
		places,
		rows: places === null ? [] : rows.slice(places.from, places.to + 1),
		select: ({ nth }: LogRow, isFurther: boolean) =>
			setEnds((held) => {
				if (isFurther && held !== null) return { ...held, to: nth };
				return held?.from === nth && held.to === nth ? null : { from: nth, to: nth };
			}),
		clear: () => setEnds(null),
	};
}
