"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
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
			title="Where you are signed in"
			flush
			aside={
				<Button
					small
					busy={endOthers.isPending}
					refusal={rows?.length === 1 ? "This is the only one" : null}
					onClick={() => endOthers.mutate()}
				>
					Sign out everywhere else
				</Button>
			}
		>
			{problem && <ProblemPanel title="That did not work" problem={toProblem(problem)} className="m-4" />}
			<Table label="Sessions" aria-busy={sessions.isPending || undefined}>
				<thead>
					<tr>
						<Th>Browser or program</Th>
						<Th>Address</Th>
						<Th>Since</Th>
						<Th>
							<span className="sr-only">Actions</span>
						</Th>
					</tr>
				</thead>
				<tbody className="[&_tr:last-child_td]:border-b-0">
					{rows ? (
						rows.map((session) => (
							<tr key={session.id}>
								<Td className="max-w-72 truncate" title={session.program ?? undefined}>
									{session.program ?? "not said"}
								</Td>
								<Td className="font-mono text-12">{session.address ?? "unknown"}</Td>
								<Td className="whitespace-nowrap text-ink-faint">
									<Moment at={session.createdAt} />
								</Td>
								<Td className="text-right whitespace-nowrap">
									{session.isPresent ? (
										<span className="text-ink-faint">this one</span>
									) : (
										<Button
											small
											busy={end.isPending && end.variables.sessionId === session.id}
											onClick={() => end.mutate({ sessionId: session.id })}
										>
											Sign out
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
