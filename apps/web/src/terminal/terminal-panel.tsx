"use client";
import { type ReactNode, useEffect, useRef } from "react";
import { useStored } from "@/data/stored.ts";
import { terminalPanelText as text } from "@/text/ui.ts";
import { Button } from "@/ui/button.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { TerminalState } from "./terminal-state.tsx";
import { TerminalView } from "./terminal-view.tsx";
import { useSession } from "./use-session.ts";

interface TerminalPanelProps {
	readonly leaseId: string;
	readonly service: string;
	readonly index: number;
	/** Why no session can be opened now. */
	readonly refusal: string | null;
	/** What chooses the instance. */
	readonly children: ReactNode;
}

/** A terminal with what must be said about it: that it is recorded, how long it may last, how it ended. */
export function TerminalPanel({ leaseId, service, index, refusal, children }: TerminalPanelProps) {
	const { phase, view, connect, leave, problem } = useSession({ leaseId, service, index });
	const [reader, setReader] = useStored("terminal-reader", "off");
	const reads = reader === "on";
	const controls = useRef<HTMLDivElement>(null);
	const isOpen = phase.kind === "open";
	useEffect(() => {
		if (isOpen) view.current?.focus();
	}, [isOpen, view]);
	return (
		<section aria-label={text.terminalIn(service, index)} className="grid gap-3">
			<div ref={controls} className="flex flex-wrap items-center gap-x-3 gap-y-2">
				{children}
				{isOpen ? (
					<Button small onClick={leave}>
						{text.disconnect}
					</Button>
				) : (
					<Button look="primary" small busy={phase.kind === "opening"} refusal={refusal} onClick={() => void connect()}>
						{phase.kind === "ended" || problem ? text.reconnect : text.connect}
					</Button>
				)}
				<label className="inline-flex items-center gap-1.5 text-12 text-ink-soft">
					<input type="checkbox" checked={reads} onChange={({ target }) => setReader(target.checked ? "on" : "off")} />
					{text.forAScreenReader}
				</label>
				<TerminalState phase={phase} />
			</div>
			<p className="text-12 text-ink-faint">{text.thatThisSessionWasOpened}</p>
			{problem && <ProblemPanel title={text.theTerminalCouldNotBe} problem={problem} />}
			<TerminalView ref={view} reads={reads} onLeave={() => controls.current?.querySelector("button")?.focus()} />
		</section>
	);
}
