"use client";
import { useHealth } from "@/data/use-health.ts";
import { useNow } from "@/data/use-now.ts";
import { useValue, type Value } from "@/data/value.ts";
import type { MarkShape } from "@/format/mark.ts";
import { formatAge } from "@/format/time.ts";
import { logText } from "@/text/logs.ts";
import { MarkShapeIcon } from "@/ui/state-mark.tsx";
import type { LogStream } from "./use-log-stream.ts";

interface LogHealthProps {
	readonly state: LogStream["state"];
	readonly heardAt: Value<number | null>;
}

/** Whether the stream is live, and how old its last line is. */
export function LogHealth({ state, heardAt }: LogHealthProps) {
	const health = useHealth();
	const now = useNow();
	const heard = useValue(heardAt);
	const { shape, word }: { readonly shape: MarkShape; readonly word: string } =
		state === "ended"
			? { shape: "rest", word: logText.health.stopped }
			: health.kind === "reconnecting"
				? { shape: "warn", word: logText.health.reconnecting(health.inSeconds) }
				: health.kind === "offline"
					? { shape: "unknown", word: logText.health.offline }
					: health.kind === "catching up" || state === "opening"
						? { shape: "work", word: logText.health["catching up"] }
						: { shape: "ok", word: logText.health.live };
	return (
		<span data-testid="log-health" className="inline-flex items-center gap-1.5">
			<MarkShapeIcon shape={shape} className="size-2.5" />
			<span className="text-ink-soft">{word}</span>
			{heard !== null && <span>{logText.health.lastLine(formatAge(now - heard))}</span>}
		</span>
	);
}
