"use client";
import { useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTRPC, useTRPCClient } from "@/data/trpc.ts";
import { usePages } from "@/data/use-pages.ts";
import { fleetText } from "@/text/admin-fleet.ts";
import { Button } from "@/ui/button.tsx";
import { Empty } from "@/ui/empty.tsx";
import { Panel } from "@/ui/panel.tsx";
import { LoadMore } from "../../_parts/load-more.tsx";
import { QueryProblem } from "../../_parts/query-problem.tsx";
import type { Size } from "./size.ts";
import { SizeDialog } from "./size-dialog.tsx";
import { SizeTable } from "./size-table.tsx";

const text = fleetText.capacity;

/** The sizes that tenants lease, those that are retired too: to be made, changed, taken from the offer and offered again. */
export function Sizes() {
	const trpc = useTRPC();
	const queries = useQueryClient();
	const client = useTRPCClient();
	const query = usePages({
		queryKey: trpc.admin.skus.list.pathKey(),
		read: (cursor, options) => client.admin.skus.list.query(cursor, options),
	});
	const sizes = query.data?.pages.flatMap((page) => page.skus);
	const [edited, setEdited] = useState<Size | "new" | null>(null);
	const refresh = () =>
		Promise.all([
			query.refetch(),
			// What fits and what forms offer follows from it.
			queries.invalidateQueries({ queryKey: trpc.admin.node.get.pathKey() }),
			queries.invalidateQueries({ queryKey: trpc.sku.pathKey() }),
		]);
	return (
		<Panel
			title={text.sizes}
			flush
			aside={
				<Button small onClick={() => setEdited("new")}>
					<Plus className="size-3.5" aria-hidden />
					{text.put}
				</Button>
			}
		>
			<QueryProblem what={text.sizesWhat} query={query} />
			{sizes?.length === 0 ? (
				<Empty title={text.noSizes}>
					<p>{text.noSizesHint}</p>
					<Button look="primary" onClick={() => setEdited("new")}>
						{text.put}
					</Button>
				</Empty>
			) : (
				(sizes !== undefined || query.error === null) && <SizeTable sizes={sizes} onEdit={setEdited} onChange={refresh} />
			)}
			<LoadMore query={query} />
			{edited && <SizeDialog size={edited === "new" ? null : edited} onDone={refresh} onClose={() => setEdited(null)} />}
		</Panel>
	);
}
