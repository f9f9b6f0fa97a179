"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { sessionsText as text } from "@/text/account.ts";
import { Button } from "@/ui/button.tsx";
import { Moment } from "@/ui/moment.tsx";
import { Panel } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { SkeletonRows } from "@/ui/skeleton.tsx";
import { Table, Td, Th } from "@/ui/table.tsx";
import { toast } from "@/ui/toast.ts";

/** Where one is signed in, and an end to it. */
export function Sessions() {
	const trpc = useTRPC();
	const queries = useQueryClient();
	const sessions = useQuery(trpc.me.sessions.queryOptions());
	const refresh = () => queries.invalidateQueries({ queryKey: trpc.me.sessions.queryKey() });
	const end = useMutation(trpc.me.endSession.mutationOptions({ onSettled: refresh }));
	const endOthers = useMutation(
		trpc.me.endOtherSessions.mutationOptions({
			onSuccess: ({ ended }) => toast(ended === 1 ? "One session ended" : `${ended} sessions ended`),
			onSettled: refresh,
		}),
	);
	const rows = sessions.data?.sessions;
	const problem = sessions.error ?? end.error ?? endOthers.error;
	return (
		<Panel
			title={text.whereYouAreSignedIn}
			flush
			aside={
				<Button
					small
					busy={endOthers.isPending}
					refusal={rows?.length === 1 ? text.thisIsTheOnlyOne : null}
					onClick={() => endOthers.mutate()}
				>
					{text.signOutEverywhereElse}
				</Button>
			}
		>
			{problem && <ProblemPanel title={text.thatDidNotWork} problem={toProblem(problem)} className="m-4" />}
			<Table label={text.sessions} aria-busy={sessions.isPending || undefined}>
				<thead>
					<tr>
						<Th>{text.browserOrProgram}</Th>
						<Th>{text.address}</Th>
						<Th>{text.since}</Th>
						<Th>
							<span className="sr-only">{text.actions}</span>
						</Th>
					</tr>
				</thead>
				<tbody className="[&_tr:last-child_td]:border-b-0">
					{rows ? (
						rows.map((session) => (
							<tr key={session.id}>
								<Td className="max-w-72 truncate" title={session.program ?? undefined}>
									{session.program ?? text.notSaid}
								</Td>
								<Td className="font-mono text-12">{session.address ?? text.unknown}</Td>
								<Td className="whitespace-nowrap text-ink-faint">
									<Moment at={session.createdAt} />
								</Td>
								<Td className="text-right whitespace-nowrap">
									{session.isPresent ? (
										<span className="text-ink-faint">{text.thisOne}</span>
									) : (
										<Button
											small
											busy={end.isPending && end.variables.sessionId === session.id}
											onClick={() => end.mutate({ sessionId: session.id })}
										>
											{text.signOut}
										</Button>
									)}
								</Td>
							</tr>
						))
					) : (
						<SkeletonRows rows={2} columns={4} />
					)}
				</tbody>
			</Table>
		</Panel>
	);
}
