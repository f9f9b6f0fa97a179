"use client";
import type { LogQuery, LogScanEnd, LogScanProgress } from "@berth/core";
import { useCallback, useEffect, useRef, useState } from "react";
import { type Problem, toProblem } from "@/data/problem.ts";
import { useTRPCClient } from "@/data/trpc.ts";
import { createRowMaker, type LogRow } from "./log-buffer.ts";

/** A search of the whole log by the server: what it has found, how far it has come, why it ended. */
export interface LogSearch {
	readonly rows: readonly LogRow[];
	readonly progress: LogScanProgress;
	readonly ended: LogScanEnd | "cancelled" | null;
	readonly problem: Problem | null;
}

const nothing: LogSearch = { rows: [], progress: { lines: 0, bytes: 0, matches: 0, at: null }, ended: null, problem: null };

export function useLogSearch(leaseId: string) {
	const client = useTRPCClient();
	const [search, setSearch] = useState<LogSearch | null>(null);
	const running = useRef<{ unsubscribe(): void } | null>(null);
	const stop = useCallback(() => {
		running.current?.unsubscribe();
		running.current = null;
	}, []);
	useEffect(() => stop, [stop]);
	const change = (how: (held: LogSearch) => LogSearch) => setSearch((held) => held && how(held));
	return {
		search,
		start: (query: LogQuery) => {
			stop();
			setSearch(nothing);
			let makeRow = createRowMaker();
			let nth = 0;
			running.current = client.lease.searchLogs.subscribe(
				{ leaseId, ...query },
				{
					// A connection that was lost on the way: the search begins anew.
					onStarted: () => {
						makeRow = createRowMaker();
						nth = 0;
						setSearch(nothing);
					},
					onData: ({ lines, progress, ended }) => {
						const rows = lines.map((line) => makeRow(line, nth++));
						change((held) => ({ ...held, rows: [...held.rows, ...rows], progress: progress ?? held.progress, ended: ended ?? held.ended }));
						if (ended !== null) stop();
					},
					onError: (error) => change((held) => ({ ...held, problem: toProblem(error) })),
				},
			);
		},
		cancel: () => {
			stop();
			change((held) => ({ ...held, ended: held.ended ?? "cancelled" }));
		},
		close: () => {
			stop();
			setSearch(null);
		},
	};
}
