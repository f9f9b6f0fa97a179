"use client";
import { useNow } from "@/data/use-now.ts";
import { formatAge } from "@/format/time.ts";

/** While the node is silent, how old the state is. */
export function Seen({ at }: { readonly at: string }) {
	return <>· seen {formatAge(useNow() - Date.parse(at))} ago</>;
}
