"use client";
import type { ListedEventView } from "@berth/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC, useTRPCClient } from "@/data/trpc.ts";
import { type EventKind, typesOf } from "./event-filter.ts";

const PAGE = 100;

/** Events from before those of the stream, by page; none is read until somebody asks. */
export function useOlder(kind: EventKind) {
	const trpc = useTRPC();
	const client = useTRPCClient();
	const [until, setUntil] = useState<string | null>(null);
	const types = typesOf(kind);
	const asked = { limit: PAGE, ...(types && { types: [...types] }), ...(until !== null && { until }) };
	const query = useInfiniteQuery({
		queryKey: [...trpc.admin.history.events.queryKey(asked), "pages"],
		queryFn: ({ pageParam, signal }) =>
			client.admin.history.events.query({ ...asked, ...(pageParam !== null && { cursor: pageParam }) }, { signal }),
		enabled: until !== null,
		initialPageParam: null as string | null,
		getNextPageParam: ({ next }) => next,
		staleTime: Number.POSITIVE_INFINITY,
	});
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
