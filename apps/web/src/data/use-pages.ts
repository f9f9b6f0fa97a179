"use client";
import { type InfiniteData, type QueryKey, useInfiniteQuery } from "@tanstack/react-query";

interface PagesOptions<Page> {
	readonly queryKey: QueryKey;
	/** Reads the page behind a cursor; null is the first. */
	readonly read: (cursor: { readonly cursor?: string }, options: { readonly signal: AbortSignal }) => Promise<Page>;
	/** How long until all pages are read again; `false` for never. */
	readonly refetchMs?: (pages: readonly Page[]) => number | false;
}

/**
 * A list that is read page by page. Asked by hand: the adapter's own infinite query sends a direction with its input, which is no field
 * of ours.
 */
export function usePages<Page extends { readonly next: string | null }>({ queryKey, read, refetchMs }: PagesOptions<Page>) {
	return useInfiniteQuery<Page, Error, InfiniteData<Page>, QueryKey, string | null>({
		queryKey: [...queryKey, "pages"],
		queryFn: ({ pageParam, signal }) => read(pageParam === null ? {} : { cursor: pageParam }, { signal }),
		initialPageParam: null,
		getNextPageParam: ({ next }) => next,
		refetchInterval: ({ state }) => refetchMs?.(state.data?.pages ?? []) ?? false,
	});
}
