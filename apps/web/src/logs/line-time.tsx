"use client";
import { useNow } from "@/data/use-now.ts";
import { formatAge, formatTimeOfDay } from "@/format/time.ts";
import type { TimeFormat } from "./log-look.ts";

interface LineTimeProps {
	readonly at: string;
	readonly format: Exclude<TimeFormat, "none">;
	readonly columns: number;
}

/** When a line was written, in the gutter. */
export function LineTime({ at, format, columns }: LineTimeProps) {
	return (
		<time dateTime={at} className="shrink-0 text-ink-faint" style={{ width: `${columns}ch` }}>
			{format === "relative" ? <LineAge at={at} /> : format === "utc" ? `${at.slice(11, 23).padEnd(12)}Z` : formatTimeOfDay(at)}
		</time>
	);
}

function LineAge({ at }: { readonly at: string }) {
	const now = useNow();
	return formatAge(now - Date.parse(at));
}
