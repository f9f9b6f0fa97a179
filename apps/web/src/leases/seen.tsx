"use client";
import { useNow } from "@/data/use-now.ts";
import { formatAge } from "@/format/time.ts";
import { seenText as text } from "@/text/lease-parts.ts";

/** While the node is silent, how old the state is. */
export function Seen({ at }: { readonly at: string }) {
	return <>{text.seenAgo(formatAge(useNow() - Date.parse(at)))}</>;
}
