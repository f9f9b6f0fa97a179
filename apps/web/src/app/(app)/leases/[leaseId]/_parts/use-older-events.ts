"use client";
import type { LeaseEvent } from "@berth/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPCClient } from "@/data/trpc.ts";

const PAGE = 100;

/** Events of a lease from before those that the page follows, by page and oldest first; none is read until somebody asks. */
export function useOlderEvents(leaseId: string, followed: readonly LeaseEvent[]) {
	const client = useTRPCClient();
	const [first] = followed;
	// Others may be of the very moment of the first that is followed, so that moment is asked for as well.
	const [until, setUntil] = useState<string | null>(null);
	const query = useInfiniteQuery({
		queryKey: ["older events", leaseId, until],
		queryFn: ({ pageParam, signal }) =>
			client.event.list.query(
				{ leaseId, limit: PAGE, ...(until !== null && { until }), ...(pageParam !== null && { cursor: pageParam }) },
				{ signal },
			),
		enabled: until !== null,
		initialPageParam: null as string | null,
		getNextPageParam: ({ next }) => next,
		staleTime: Number.POSITIVE_INFINITY,
	});
	const found = query.data?.pages.flatMap((page) => page.events) ?? [];
	return {
		events: found.filter(({ seq }) => seq < (first?.seq ?? 0)).toReversed(),
		error: query.error,
		isLoading: query.isFetching,
		hasMore: first !== undefined && first.seq > 1 && (until === null || query.hasNextPage),
		load: () => {
			if (until !== null) void query.fetchNextPage();
			else if (first !== undefined) setUntil(new Date(Date.parse(first.at) + 1).toISOString());
		},
		retry: () => void query.refetch(),
	};
}
