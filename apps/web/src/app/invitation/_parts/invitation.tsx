"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPCClient } from "@/data/trpc.ts";
import { useToken } from "@/data/use-token.ts";
import { formatMoment } from "@/format/time.ts";
import { invitationText as text } from "@/text/people.ts";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { AcceptForm } from "./accept-form.tsx";

// Kept for this tab alone, over a sign-in: the address would end up in logs.
const KEPT = "berth-invitation";

/** What a link invites to, and the way in. Looking uses nothing up. */
export function Invitation() {
	const client = useTRPCClient();
	const given = useToken("token");
	useEffect(() => {
		if (typeof given === "string") sessionStorage.setItem(KEPT, given);
	}, [given]);
	const token = given === null ? sessionStorage.getItem(KEPT) : given;
	const invitation = useQuery({
		queryKey: ["invitation", token],
		queryFn: () => client.invitation.get.mutate({ token: token ?? "" }),
		enabled: typeof token === "string",
	});
	if (token === null) return <p className="text-ink-soft">{text.thisPageIsOpenedBy}</p>;
	if (invitation.error)
		return (
			<ProblemPanel
				title={text.thisInvitationDoesNotWork}
				problem={toProblem(invitation.error)}
				onRetry={() => void invitation.refetch()}
			/>
		);
	if (!invitation.data || token === undefined) return <p className="animate-late text-ink-faint">{text.loading}</p>;
	const { tenant, role, invitedBy, email, expiresAt } = invitation.data;
	return (
		<div className="grid gap-4">
			<p>
				{invitedBy ?? text.anOwner} {text.asks} <strong>{email}</strong> {text.into} <strong>{tenant}</strong> {text.as(role)}
			</p>
			<p className="text-12 text-ink-faint">{text.itWorksOnceUntil(formatMoment(expiresAt))}</p>
			<AcceptForm token={token} invitation={invitation.data} onAccepted={() => sessionStorage.removeItem(KEPT)} />
		</div>
	);
}
