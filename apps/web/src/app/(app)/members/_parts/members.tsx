"use client";
import { useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { useMe } from "@/data/me.ts";
import { toProblem } from "@/data/problem.ts";
import { useTRPC, useTRPCClient } from "@/data/trpc.ts";
import { usePages } from "@/data/use-pages.ts";
import { membersText as text } from "@/text/people.ts";
import { Button } from "@/ui/button.tsx";
import { PageHead } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { SkeletonRows } from "@/ui/skeleton.tsx";
import { Table, Th } from "@/ui/table.tsx";
import { Invitations } from "./invitations.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { MemberRow } from "./member-row.tsx";

/** Who belongs to the tenant; its owners look after them here. */
export function Members() {
	const trpc = useTRPC();
	const client = useTRPCClient();
	const { isAdmin, tenants } = useMe();
	const [isInviting, setInviting] = useState(false);
	const { data: policy } = useQuery(trpc.policy.get.queryOptions());
	const own = tenants.find(({ id }) => id === policy?.tenant.id);
	// An admin acts for a tenant of others like its owner.
	const isOwner = policy !== undefined && (own === undefined ? isAdmin : own.role === "owner");
	const members = usePages({
		queryKey: trpc.member.list.pathKey(),
		read: (cursor, options) => client.member.list.query(cursor, options),
	});
	const rows = members.data?.pages.flatMap((page) => page.members);
	return (
		<>
			<PageHead title={text.members} {...(rows ? { note: `${rows.length}${members.hasNextPage ? "+" : ""}` } : {})}>
				{isOwner && (
					<Button look="primary" onClick={() => setInviting(true)}>
						<UserPlus className="size-4" aria-hidden />
						{text.invite}
					</Button>
				)}
			</PageHead>
			{members.error && (
				<ProblemPanel
					title={text.theMembersCouldNotBe}
					problem={toProblem(members.error)}
					onRetry={() => void members.refetch()}
					className="mb-3"
				/>
			)}
			<div className="rounded-card border bg-panel">
				<Table label={text.members} aria-busy={members.isPending || undefined}>
					<thead>
						<tr>
							<Th>{text.name}</Th>
							<Th>{text.eMail}</Th>
							<Th>{text.role}</Th>
							<Th>{text.secondFactor}</Th>
							<Th>{text.since}</Th>
							<Th>
								<span className="sr-only">{text.actions}</span>
							</Th>
						</tr>
					</thead>
					<tbody className="[&_tr:last-child_td]:border-b-0">
						{rows ? (
							rows.map((member) => <MemberRow key={member.userId} member={member} isOwner={isOwner} tenantId={own?.id ?? null} />)
						) : (
							<SkeletonRows rows={3} columns={6} />
						)}
					</tbody>
				</Table>
			</div>
			{members.hasNextPage && (
				<p className="mt-3">
					<Button busy={members.isFetchingNextPage} onClick={() => void members.fetchNextPage()}>
						{text.moreMembers}
					</Button>
				</p>
			)}
			{isOwner && <Invitations />}
			{isInviting && <InviteDialog onOpenChange={setInviting} />}
		</>
	);
}
