"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/data/trpc.ts";
import { formatBytes } from "@/format/bytes.ts";
import { adminText } from "@/text/admin.ts";
import { fleetText } from "@/text/admin-fleet.ts";
import { Button } from "@/ui/button.tsx";
import { Empty } from "@/ui/empty.tsx";
import { PageHead } from "@/ui/panel.tsx";
import { QueryProblem } from "../../_parts/query-problem.tsx";
import { CollectDialog } from "./collect-dialog.tsx";
import { ImageTable } from "./image-table.tsx";

const text = fleetText.images;

/** What lies on the host, who needs it, and a way to be rid of what nobody does. */
export function Images() {
	const trpc = useTRPC();
	const query = useQuery(trpc.admin.images.list.queryOptions());
	const [isCollecting, setCollecting] = useState(false);
	const images = query.data?.images;
	const note =
		query.data && `${text.on(query.data.node)} · ${formatBytes(query.data.images.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0))}`;
	return (
		<>
			<PageHead title={text.title} {...(note ? { note } : {})}>
				{images && <Button onClick={() => setCollecting(true)}>{text.collect}</Button>}
			</PageHead>
			<QueryProblem what={text.what} query={query} />
			{(query.data !== undefined || query.error === null) && (
				<div className="rounded-card border bg-panel">
					{query.data === null || images?.length === 0 ? (
						<Empty title={query.data === null ? adminText.elsewhere : text.none}>
							<p>{query.data === null ? adminText.elsewhereHint : text.noneHint}</p>
						</Empty>
					) : (
						<ImageTable images={images} />
					)}
				</div>
			)}
			{isCollecting && <CollectDialog onDone={() => query.refetch()} onClose={() => setCollecting(false)} />}
		</>
	);
}
