"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { invitationsText as text } from "@/text/people.ts";
import { Button } from "@/ui/button.tsx";
import { Moment } from "@/ui/moment.tsx";
import { Panel } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";

/** Who was asked in and has not come yet; nothing when nobody was. */
export function Invitations() {
	const trpc = useTRPC();
	const queries = useQueryClient();
	const open = useQuery(trpc.invitation.list.queryOptions());
	const revoke = useMutation(
		trpc.invitation.revoke.mutationOptions({
			onSettled: () => queries.invalidateQueries({ queryKey: trpc.invitation.list.queryKey() }),
		}),
	);
	const problem = open.error ?? revoke.error;
	const rows = open.data?.invitations ?? [];
	if (rows.length === 0 && !problem) return null;
	return (
		<Panel title={text.invitations} className="mt-4" flush>
			{problem && <ProblemPanel title={text.thatDidNotWork} problem={toProblem(problem)} className="m-4" />}
			<Table label={text.invitations}>
				<thead>
					<tr>
						<Th>{text.eMail}</Th>
						<Th>{text.role}</Th>
						<Th>{text.by}</Th>
						<Th>{text.ends}</Th>
						<Th>
							<span className="sr-only">{text.actions}</span>
						</Th>
					</tr>
				</thead>
				<tbody className="[&_tr:last-child_td]:border-b-0">
					{rows.map(({ id, email, role, invitedBy, expiresAt }) => (
						<tr key={id}>
							<Td className="font-medium">{email}</Td>
							<Td>{role}</Td>
							<Td>{invitedBy ?? text.somebodyWhoIsGone}</Td>
							<Td className="whitespace-nowrap text-ink-faint">
								<Moment at={expiresAt} />
							</Td>
							<Td className="text-right whitespace-nowrap">
								<Button
									small
									aria-label={text.takeBackTheInvitationOf(email)}
									busy={revoke.isPending && revoke.variables.invitationId === id}
									onClick={() => revoke.mutate({ invitationId: id })}
								>
									{text.takeBack}
								</Button>
							</Td>
						</tr>
					))}
				</tbody>
			</Table>
		</Panel>
	);
}
