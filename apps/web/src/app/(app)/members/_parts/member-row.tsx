"use client";
import type { RouterOutputs } from "@berth/client";
import { memberRoles } from "@berth/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useMe } from "@/data/me.ts";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { memberRowText as text } from "@/text/people.ts";
import { Button } from "@/ui/button.tsx";
import { ConfirmDialog } from "@/ui/confirm-dialog.tsx";
import { SelectField } from "@/ui/field.tsx";
import { Moment } from "@/ui/moment.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { Td } from "@/ui/table.tsx";
import { toast } from "@/ui/toast.ts";

interface MemberRowProps {
	readonly member: RouterOutputs["member"]["list"]["members"][number];
	readonly isOwner: boolean;
	/** The tenant of one's own, which one may leave; null when acting for another. */
	readonly tenantId: string | null;
}

/** One member; an owner changes the role here and takes them out, anybody leaves. */
export function MemberRow({ member, isOwner, tenantId }: MemberRowProps) {
	const trpc = useTRPC();
	const queries = useQueryClient();
	const { user } = useMe();
	const isMe = member.userId === user.id;
	const [isAsked, setAsked] = useState(false);
	const refresh = () => queries.invalidateQueries({ queryKey: trpc.member.list.pathKey() });
	const setRole = useMutation(
		trpc.member.setRole.mutationOptions({
			onError: (error) => toast("The role was not changed", { description: toProblem(error).message }),
			onSettled: refresh,
		}),
	);
	const done = () => {
		setAsked(false);
		void refresh();
	};
	const remove = useMutation(trpc.member.remove.mutationOptions({ onSuccess: done }));
	const leave = useMutation(trpc.member.leave.mutationOptions({ onSuccess: () => window.location.assign("/") }));
	const name = member.name || member.email;
	const failed = remove.error ?? leave.error;
	return (
		<tr>
			<Td className="font-medium">
				{name}
				{isMe && <span className="ml-2 text-12 text-ink-faint">{text.you}</span>}
				{member.isSuspended && <span className="ml-2 text-12 text-warn">{text.suspended}</span>}
			</Td>
			<Td>{member.email}</Td>
			<Td className="w-36">
				{isOwner ? (
					<SelectField
						label={text.roleOf(name)}
						quietLabel
						small
						value={setRole.isPending ? setRole.variables.role : member.role}
						disabled={setRole.isPending}
						onChange={({ target }) => {
							const role = memberRoles.find((one) => one === target.value);
							if (role !== undefined) setRole.mutate({ userId: member.userId, role, expectedRole: member.role });
						}}
					>
						{memberRoles.map((role) => (
							<option key={role} value={role}>
								{role}
							</option>
						))}
					</SelectField>
				) : (
					member.role
				)}
			</Td>
			<Td className="text-ink-soft">{member.hasSecondFactor ? text.on : text.off}</Td>
			<Td className="whitespace-nowrap text-ink-faint">
				<Moment at={member.since} />
			</Td>
			<Td className="text-right whitespace-nowrap">
				{isMe && tenantId !== null ? (
					<Button small onClick={() => setAsked(true)}>
						{text.leave}
					</Button>
				) : (
					isOwner && (
						<Button small onClick={() => setAsked(true)} aria-label={text.removeOf(name)}>
							{text.remove}
						</Button>
					)
				)}
				{isAsked && (
					<ConfirmDialog
						open
						onOpenChange={setAsked}
						title={isMe ? text.leaveThisTenant : text.removeQuestion(name)}
						effect={isMe ? text.youSeeNoneOfIts : text.theySeeNoneOfIts}
						action={isMe ? text.leave : text.remove}
						look="danger"
						busy={remove.isPending || leave.isPending}
						onConfirm={() => {
							if (isMe && tenantId !== null) leave.mutate({ tenantId });
							else remove.mutate({ userId: member.userId });
						}}
					>
						{failed && <ProblemPanel title={text.nothingWasChanged} problem={toProblem(failed)} />}
					</ConfirmDialog>
				)}
			</Td>
		</tr>
	);
}
