"use client";
import { createContext, use } from "react";
import type { LeaseFeed } from "@/data/apply-event.ts";

export const LeaseContext = createContext<LeaseFeed | null>(null);

/** The lease of this page, as it stands now. */
export function useLeaseFeed(): LeaseFeed {
	const feed = use(LeaseContext);
	if (feed === null) throw new Error("useLeaseFeed outside of a lease's page");
	return feed;
}
