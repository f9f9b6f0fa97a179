"use client";
import { useState } from "react";
import { useTRPC, useTRPCClient } from "@/data/trpc.ts";
import { usePages } from "@/data/use-pages.ts";
import { useParam } from "@/data/use-param.ts";
import { useSettled } from "@/data/use-settled.ts";
import { userText } from "@/text/admin-users.ts";
import { Button } from "@/ui/button.tsx";
import { Empty } from "@/ui/empty.tsx";
import { TextField } from "@/ui/field.tsx";
import { PageHead } from "@/ui/panel.tsx";
import { SkeletonRows } from "@/ui/skeleton.tsx";
import { Table, Th } from "@/ui/table.tsx";
import { LoadMore } from "../../_parts/load-more.tsx";
import { QueryProblem } from "../../_parts/query-problem.tsx";
import type { User, UserAct } from "./user.ts";
import { UserDialog } from "./user-dialog.tsx";
import { UserRow } from "./user-row.tsx";

const text = userText;
const columns = Object.entries(text.columns);
/** One pauses for as long between two words. */
const SETTLED_MS = 250;

/** Everybody who has an account: who is an admin, who is kept out, how they get in and when they were here. */
export function Users() {
	const trpc = useTRPC();
	const client = useTRPCClient();
	const [typed, setTyped] = useParam("q");
	const search = useSettled(typed.trim(), SETTLED_MS);
	const [asked, setAsked] = useState<{ readonly user: User; readonly act: UserAct } | null>(null);
	const query = usePages({
		queryKey: [...trpc.admin.users.list.pathKey(), search],
		read: (cursor, options) => client.admin.users.list.query({ ...cursor, ...(search === "" ? {} : { search }) }, options),
	});
	const users = query.data?.pages.flatMap((page) => page.users);
	return (
		<>
			<PageHead title={text.title} {...(users ? { note: `${users.length}${query.hasNextPage ? "+" : ""}` } : {})} />
			<div className="mb-3 w-full sm:w-72">
				<TextField
					label={text.search}
					quietLabel
					type="search"
					data-hotkey="/"
					placeholder={text.search}
					maxLength={100}
					value={typed}
					onChange={({ target }) => setTyped(target.value)}
				/>
			</div>
			<QueryProblem what={text.what} query={query} />
			{(users !== undefined || query.error === null) && (
				<div className="rounded-card border bg-panel">
					{users?.length === 0 ? (
						<Empty title={text.none}>
							<p>{text.noneHint}</p>
							<Button onClick={() => setTyped("")}>{text.clear}</Button>
						</Empty>
					) : (
						<Table label={text.title} aria-busy={users === undefined || undefined}>
							<thead>
								<tr>
									{columns.map(([key, name]) => (
										<Th key={key} className={key === "sessions" ? "text-right" : undefined}>
											{key === "act" ? <span className="sr-only">{name}</span> : name}
										</Th>
									))}
								</tr>
							</thead>
							<tbody className="[&_tr:last-child_td]:border-b-0">
								{users?.map((user) => <UserRow key={user.id} user={user} onAct={(act) => setAsked({ user, act })} />) ?? (
									<SkeletonRows rows={4} columns={columns.length} />
								)}
							</tbody>
						</Table>
					)}
				</div>
			)}
			<LoadMore query={query} />
			{asked && <UserDialog {...asked} onDone={() => query.refetch()} onClose={() => setAsked(null)} />}
		</>
	);
}
