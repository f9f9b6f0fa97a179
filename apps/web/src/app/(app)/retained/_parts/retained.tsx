"use client";
import { Upload } from "lucide-react";
import { useState } from "react";
import { useTRPC, useTRPCClient } from "@/data/trpc.ts";
import { usePages } from "@/data/use-pages.ts";
import { formatBytes } from "@/format/bytes.ts";
import { formatCount } from "@/format/count.ts";
import { retainedText as text } from "@/text/retained.ts";
import { Button } from "@/ui/button.tsx";
import { Empty } from "@/ui/empty.tsx";
import { PagedTable } from "@/ui/paged-table.tsx";
import { PageHead } from "@/ui/panel.tsx";
import { GonePanel } from "./gone-panel.tsx";
import { ImportDialog } from "./import-dialog.tsx";
import { RetainedRow } from "./retained-row.tsx";

/** Between two looks: what is kept changes when leases close and when time is over. */
const LOOK_MS = 10_000;

const { lease, closed, shape, volumes, bytes, expires, restorable, actions } = text.columns;
const columns = [
	{ name: lease },
	{ name: closed },
	{ name: shape },
	{ name: volumes, isFigure: true },
	{ name: bytes, isFigure: true },
	{ name: expires },
	{ name: restorable },
	{ name: actions, isQuiet: true },
];

/** What closed leases left, until when, and the ways to bring it back or to be rid of it. */
export function Retained() {
	const trpc = useTRPC();
	const client = useTRPCClient();
	const [isImporting, setImporting] = useState(false);
	const found = usePages({
		queryKey: trpc.retention.list.pathKey(),
		read: (cursor, options) => client.retention.list.query(cursor, options),
		refetchMs: () => LOOK_MS,
	});
	const rows = found.data?.pages.flatMap((page) => page.retentions);
	const heldBytes = rows?.reduce((sum, row) => sum + row.bytes, 0) ?? 0;
	const more = found.hasNextPage ? "+" : "";
	return (
		<>
			<PageHead
				title={text.title}
				{...(rows && rows.length > 0 ? { note: text.note(`${formatCount(rows.length)}${more}`, `${formatBytes(heldBytes)}${more}`) } : {})}
			>
				<Button onClick={() => setImporting(true)}>
					<Upload className="size-4" aria-hidden />
					{text.importing.open}
				</Button>
			</PageHead>
			<PagedTable
				label={text.title}
				pages={found}
				rows={rows}
				columns={columns}
				row={(row) => <RetainedRow key={row.id} retention={row} />}
				failed={text.failed}
				more={text.loadMore}
				empty={
					<Empty title={text.none}>
						<p>{text.noneHint}</p>
					</Empty>
				}
			/>
			<GonePanel />
			{isImporting && <ImportDialog onOpenChange={setImporting} />}
		</>
	);
}
