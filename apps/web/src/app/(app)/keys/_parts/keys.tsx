"use client";
import { Plus, SquareTerminal } from "lucide-react";
import { useState } from "react";
import { useTRPC, useTRPCClient } from "@/data/trpc.ts";
import { usePages } from "@/data/use-pages.ts";
import { useParam } from "@/data/use-param.ts";
import { keysText as text } from "@/text/keys.ts";
import { Button, buttonClass } from "@/ui/button.tsx";
import { Empty } from "@/ui/empty.tsx";
import { FilterChip } from "@/ui/filter-chip.tsx";
import { Link } from "@/ui/link.tsx";
import { PagedTable } from "@/ui/paged-table.tsx";
import { PageHead } from "@/ui/panel.tsx";
import { KeyRow } from "./key-row.tsx";
import { NewKeyDialog } from "./new-key-dialog.tsx";

const { name, state, scopes, limits, expires, used, by, actions } = text.columns;
const columns = [...[name, state, scopes, limits, expires, used, by].map((named) => ({ name: named })), { name: actions, isQuiet: true }];

/** The keys of programs that act for the tenant. */
export function Keys() {
	const trpc = useTRPC();
	const client = useTRPCClient();
	const [revoked, setRevoked] = useParam("revoked");
	const [isMaking, setMaking] = useState(false);
	const includeRevoked = revoked !== "";
	const found = usePages({
		queryKey: [...trpc.key.list.pathKey(), { includeRevoked }],
		read: (cursor, options) => client.key.list.query({ ...cursor, includeRevoked }, options),
	});
	const rows = found.data?.pages.flatMap((page) => page.keys);
	return (
		<>
			<PageHead title={text.title} {...(rows ? { note: `${rows.length}${found.hasNextPage ? "+" : ""}` } : {})}>
				<FilterChip isOn={includeRevoked} onClick={() => setRevoked(includeRevoked ? "" : "1")}>
					{text.includeRevoked}
				</FilterChip>
				<Link href="/device" className={buttonClass()}>
					<SquareTerminal className="size-4" aria-hidden />
					{text.commandLine}
				</Link>
				<Button look="primary" onClick={() => setMaking(true)}>
					<Plus className="size-4" aria-hidden />
					{text.create}
				</Button>
			</PageHead>
			<PagedTable
				label={text.title}
				pages={found}
				rows={rows}
				columns={columns}
				row={(row) => <KeyRow key={row.id} apiKey={row} />}
				failed={text.failed}
				more={text.more}
				empty={
					<Empty title={text.none}>
						<p>{text.noneHint}</p>
						<Button onClick={() => setMaking(true)}>{text.first}</Button>
					</Empty>
				}
			/>
			{isMaking && <NewKeyDialog onOpenChange={setMaking} />}
		</>
	);
}
