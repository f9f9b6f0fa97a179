"use client";
import { type ExecConnection, openExec } from "@berth/client";
import type { ExecExit } from "@berth/core";
import { useCallback, useEffect, useRef, useState } from "react";
import { type Problem, toProblem } from "@/data/problem.ts";
import { useTRPCClient } from "@/data/trpc.ts";
import { sayEnd } from "./say-end.ts";
import type { TerminalHandle } from "./terminal-view.tsx";

export type Phase =
	| { readonly kind: "none" | "opening" }
	| { readonly kind: "open"; readonly program: string; readonly place: string; readonly idleAtMs: number; readonly wholeAtMs: number }
	| { readonly kind: "ended"; readonly exit: ExecExit };

interface Place {
	readonly leaseId: string;
	readonly service: string;
	readonly index: number;
}

/** A session at the terminal of this page: opened when that is asked for, and left with the page. */
export function useSession({ leaseId, service, index }: Place) {
	const calls = useTRPCClient();
	const view = useRef<TerminalHandle | null>(null);
	const session = useRef<ExecConnection | null>(null);
	const [phase, setPhase] = useState<Phase>({ kind: "none" });
	const [problem, setProblem] = useState<Problem | null>(null);

	const leave = useCallback(() => session.current?.close(), []);
	useEffect(() => leave, [leave]);

	const connect = async () => {
		const terminal = view.current;
		if (terminal === null || session.current !== null) return;
		setPhase({ kind: "opening" });
		setProblem(null);
		let hasLeft = false;
		let idleMs: number | null = null;
		const moveEnds = (times: { readonly idleMs?: number; readonly wholeMs?: number }) => {
			const now = Date.now();
			setPhase((old) =>
				old.kind !== "open"
					? old
					: {
							...old,
							...(times.idleMs !== undefined && { idleAtMs: now + times.idleMs }),
							...(times.wholeMs !== undefined && { wholeAtMs: now + times.wholeMs }),
						},
			);
		};
		try {
			await terminal.prepare();
			const ticket = await calls.exec.ticket.mutate({ leaseId, service, index, size: terminal.size() });
			const open = openExec({
				url: window.location.origin,
				ticket,
				onTimes: (times) => {
					idleMs = Math.max(idleMs ?? 0, times.idleMs);
					moveEnds(times);
				},
			});
			const own: ExecConnection = {
				...open,
				close: () => {
					hasLeft = true;
					open.close();
				},
			};
			session.current = own;
			const { program, index: number } = await own.opened;
			setPhase({
				kind: "open",
				program,
				place: `${service}-${number}`,
				idleAtMs: Number.POSITIVE_INFINITY,
				wholeAtMs: Number.POSITIVE_INFINITY,
			});
			const release = terminal.attach({
				type: (text) => {
					void own.write(new TextEncoder().encode(text));
					if (idleMs !== null) moveEnds({ idleMs });
				},
				resize: own.resize,
			});
			try {
				for await (const { bytes } of own.output) await terminal.print(bytes);
				const exit = await own.exit;
				terminal.say(sayEnd(exit));
				setPhase({ kind: "ended", exit });
			} finally {
				release();
			}
		} catch (error) {
			if (hasLeft) {
				const exit: ExecExit = { exitCode: null, because: "left" };
				terminal.say(sayEnd(exit));
				setPhase({ kind: "ended", exit });
			} else {
				setPhase({ kind: "none" });
				setProblem(toProblem(error));
			}
		} finally {
			session.current = null;
		}
	};
	return { phase, view, connect, leave, problem };
}
