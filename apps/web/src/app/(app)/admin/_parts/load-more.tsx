"use client";
import { adminText } from "@/text/admin.ts";
import { Button } from "@/ui/button.tsx";

interface Paged {
	readonly hasNextPage: boolean;
	readonly isFetchingNextPage: boolean;
	readonly fetchNextPage: () => Promise<unknown>;
}

/** The way to the next page of a list; nothing when there is none. */
export const LoadMore = ({ query }: { readonly query: Paged }) =>
	query.hasNextPage ? (
		<div className="mt-3 flex justify-center">
			<Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
				{adminText.more}
			</Button>
		</div>
	) : null;
