"use client";
import type { LogLine } from "@berth/core";
import { useRef, useState } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPCClient } from "@/data/trpc.ts";
import { logText } from "@/text/logs.ts";
import { toast } from "@/ui/toast.ts";
import { createRowMaker, fillGap, type LogBuffer, type LogRow } from "./log-buffer.ts";

/** Where the rows that stand begin. */
export type Edge = { readonly kind: "more" | "loading" | "begin" | "full" } | { readonly kind: "failed"; readonly message: string };

/** What is on the page while the reader stands somewhere in the log and not at its end. */
export interface Standing {
	readonly rows: readonly LogRow[];
	/** What the buffer had taken in when the reader stopped. */
	readonly total: number;
	/** Stopped by hand, and not by reading back. */
	readonly isPaused: boolean;
	readonly edge: Edge;
	/** Between the last row and the live ones there are lines that are not loaded. */
	readonly isApart: boolean;
	/** The row, by `nth`, that a link points to. */
	readonly target: number | null;
}

const PAGE = 500;
const AROUND = 250;
// With the live ones a hundred thousand, which are about 40 MB of heap; older ones are found by a search of the whole log.
const ROWS_MAX = 90_000;

/** Holds the page still: reading back stops the page, not the stream. Older rows and those around a link are loaded by cursor. */
export function useStanding(leaseId: string, buffer: LogBuffer) {
	const client = useTRPCClient();
	const [standing, setStanding] = useState<Standing | null>(null);
	const [loadingGap, setLoadingGap] = useState<number | null>(null);
	const latest = useRef(standing);
	latest.current = standing;
	const isBusy = useRef(false);
	const set = (next: Standing | null) => {
		latest.current = next;
		setStanding(next);
	};
	/** Changes what stands, if it still does. */
	const change = (how: (held: Standing) => Standing) => {
		if (latest.current !== null) set(how(latest.current));
	};
	const alone = async (work: () => Promise<void>) => {
		if (isBusy.current) return;
		isBusy.current = true;
		await work().finally(() => {
			isBusy.current = false;
		});
	};

	const detach = (isPaused = false) => {
		if (latest.current === null)
			set({ rows: buffer.rows(), total: buffer.total(), isPaused, edge: { kind: "more" }, isApart: false, target: null });
	};
	const attach = () => set(null);

	const loadOlder = () =>
		alone(async () => {
			detach();
			const held = latest.current;
			if (held === null || held.edge.kind === "begin" || held.edge.kind === "full") return;
			const first = held.rows.find((row) => row.message.kind === "line");
			if (first === undefined) return change((now) => ({ ...now, edge: { kind: "begin" } }));
			change((now) => ({ ...now, edge: { kind: "loading" } }));
			try {
				const page = await client.lease.logPage.query({ leaseId, before: first.message.cursor, limit: PAGE });
				change((now) => {
					const rows = [...rowsOf(page.lines, (now.rows[0]?.nth ?? 0) - page.lines.length), ...now.rows];
					return { ...now, rows, edge: { kind: !page.hasMore ? "begin" : rows.length > ROWS_MAX ? "full" : "more" } };
				});
			} catch (error) {
				change((now) => ({ ...now, edge: { kind: "failed", message: toProblem(error).message } }));
			}
		});

	/** Goes on after the last row, where the live ones do not join on to it. */
	const loadNewer = () =>
		alone(async () => {
			const last = latest.current?.rows.findLast((row) => row.message.kind === "line");
			if (last === undefined || !latest.current?.isApart) return;
			try {
				const page = await client.lease.logPage.query({ leaseId, after: last.message.cursor, limit: PAGE });
				change((now) => ({ ...now, rows: [...now.rows, ...rowsOf(page.lines, last.nth + 1)], isApart: page.hasMore }));
			} catch (error) {
				toast.error(toProblem(error).message);
			}
		});

	const showAround = (cursor: string) =>
		alone(async () => {
			try {
				const [before, after] = await Promise.all([
					client.lease.logPage.query({ leaseId, before: cursor, isInclusive: true, limit: AROUND }),
					client.lease.logPage.query({ leaseId, after: cursor, limit: AROUND }),
				]);
				if (before.lines.length === 0) {
					toast.error(logText.linkGone);
					return;
				}
				const target = APART_FROM + before.lines.length - 1;
				set({
					rows: rowsOf([...before.lines, ...after.lines], APART_FROM),
					total: buffer.total(),
					isPaused: false,
					edge: { kind: before.hasMore ? "more" : "begin" },
					isApart: true,
					target,
				});
			} catch (error) {
				toast.error(toProblem(error).message);
			}
		});

	const loadGap = async (gap: LogRow, rows: readonly LogRow[]) => {
		const { message } = gap;
		if (message.kind !== "gap" || loadingGap !== null) return;
		const isOwn = (row: LogRow) =>
			row.nth > gap.nth &&
			row.message.kind === "line" &&
			row.message.service === message.service &&
			row.message.instance === message.instance;
		const next = rows.find(isOwn);
		setLoadingGap(gap.nth);
		try {
			const page = await client.lease.logPage.query({
				leaseId,
				services: [message.service],
				instance: message.instance,
				after: message.cursor,
				...(next && { before: next.message.cursor }),
				limit: Math.min(GAP_MAX, message.skipped),
			});
			const filling = rowsOf(page.lines, 0).map((row, place, all) => ({ ...row, nth: gap.nth + place / (all.length + 1) }));
			buffer.fill(gap.nth, filling);
			change((now) => ({ ...now, rows: fillGap(now.rows, gap.nth, filling) }));
		} catch (error) {
			toast.error(toProblem(error).message);
		} finally {
			setLoadingGap(null);
		}
	};

	return { standing, detach, attach, loadOlder, loadNewer, showAround, loadGap, loadingGap };
}

const GAP_MAX = 2_000;
// Rows around a link are counted apart from those of the stream.
const APART_FROM = -(2 ** 40);

function rowsOf(lines: readonly LogLine[], from: number): LogRow[] {
	const makeRow = createRowMaker();
	return lines.map((line, place) => makeRow(line, from + place));
}
