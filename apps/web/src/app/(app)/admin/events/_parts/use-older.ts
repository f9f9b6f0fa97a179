"use client";
import type { ListedEventView } from "@berth/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/data/trpc.ts";
import { type EventKind, typesOf } from "./event-filter.ts";

const PAGE = 100;

/** Events from before those of the stream, by page; none is read until somebody asks. */
export function useOlder(kind: EventKind) {
	const trpc = useTRPC();
	const [until, setUntil] = useState<string | null>(null);
	const types = typesOf(kind);
	const query = useInfiniteQuery(
		trpc.admin.history.events.infiniteQueryOptions(
			{ limit: PAGE, ...(types && { types: [...types] }), ...(until !== null && { until }) },
			{ enabled: until !== null, getNextPageParam: ({ next }) => next ?? undefined, staleTime: Number.POSITIVE_INFINITY },
		),
	);
	const events: readonly ListedEventView[] = query.data?.pages.flatMap((page) => page.events) ?? [];
	return {
		events,
		error: query.error,
		isLoading: query.isFetching,
		hasMore: until === null || query.hasNextPage,
		/** `before`: the time of the oldest that is shown by now. Others may be of that very moment, so it is asked for as well. */
		load: (before: string) => (until === null ? setUntil(new Date(Date.parse(before) + 1).toISOString()) : void query.fetchNextPage()),
		forget: () => setUntil(null),
	};
}
