"use client";
import { useNow } from "@/data/use-now.ts";
import { terminalStateText as text } from "@/text/ui.ts";
import { sayEnd } from "./say-end.ts";
import type { Phase } from "./use-session.ts";

/** Below this it is time to say how long is left. */
const SOON_MS = 5 * 60_000;

/** How the session stands, in words. */
export function TerminalState({ phase }: { readonly phase: Phase }) {
	return (
		<p role="status" className="text-12 text-ink-soft">
			{phase.kind === "opening" && text.connecting}
			{phase.kind === "open" && <Open phase={phase} />}
			{phase.kind === "ended" && sayEnd(phase.exit)}
		</p>
	);
}

function Open({ phase }: { readonly phase: Extract<Phase, { kind: "open" }> }) {
	const now = useNow();
	const left = Math.min(phase.idleAtMs, phase.wholeAtMs) - now;
	const soon = left < SOON_MS ? ` · ends in ${clockOf(left)}${phase.idleAtMs < phase.wholeAtMs ? " unless something is typed" : ""}` : "";
	return `${phase.program} in ${phase.place}${soon}`;
}

function clockOf(ms: number): string {
	const seconds = Math.max(0, Math.ceil(ms / 1_000));
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
