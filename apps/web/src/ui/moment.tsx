"use client";
import { useNow } from "@/data/use-now.ts";
import { formatAge, formatMoment, formatRelative } from "@/format/time.ts";

/** When something happened: from now in the text, in full on hover. */
export function Moment({ at, className }: { readonly at: string; readonly className?: string }) {
	const now = useNow();
	return (
		<time dateTime={at} title={formatMoment(at)} className={className}>
			{formatRelative(at, now)}
		</time>
	);
}

/** How long something has been so. */
export function Age({ since, className }: { readonly since: string; readonly className?: string }) {
	const now = useNow();
	return (
		<time dateTime={since} title={formatMoment(since)} className={className}>
			{formatAge(now - Date.parse(since))}
		</time>
	);
}
