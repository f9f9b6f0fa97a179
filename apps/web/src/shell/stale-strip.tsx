"use client";
import { lostAt } from "@/data/connection.ts";
import { useHealth } from "@/data/use-health.ts";
import { useNow } from "@/data/use-now.ts";
import { useValue } from "@/data/value.ts";
import { formatAge } from "@/format/time.ts";
import { staleStripText as text } from "@/text/shell.ts";
import { MarkShapeIcon } from "@/ui/state-mark.tsx";

// A blink of the network is not worth a line of the page.
const QUIET_MS = 4_000;

/** Says how old the page is once its stream has been away for a while. */
export function StaleStrip() {
	const { kind } = useHealth();
	const now = useNow();
	const lost = useValue(lostAt);
	const ageMs = lost === null ? 0 : now - lost;
	if (kind === "live" || kind === "catching up" || ageMs < QUIET_MS) return null;
	return (
		<p role="status" className="flex items-center gap-2 border-b px-4 py-1.5 text-12 text-warn tint sm:px-6">
			<MarkShapeIcon shape="warn" className="size-2.5" />
			<span className="text-ink">{text.theServerWasLostAgo(formatAge(ageMs))}</span>
		</p>
	);
}
