"use client";
import { useMutation } from "@tanstack/react-query";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { formatMoment } from "@/format/time.ts";
import { userText } from "@/text/admin-users.ts";
import { Button } from "@/ui/button.tsx";
import { Dialog } from "@/ui/dialog.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { ShownOnce } from "@/ui/shown-once.tsx";
import { nameOf, type User } from "./user.ts";

const text = userText.acts.link;

/** Makes a link that signs somebody in once, after a question, and shows it once. */
export function LinkDialog({ user, onClose }: { readonly user: User; readonly onClose: () => void }) {
	const make = useMutation(useTRPC().admin.users.signInLink.mutationOptions());
	const name = nameOf(user);
	const { data: link } = make;
	if (link !== undefined)
		return (
			<ShownOnce
				onOpenChange={onClose}
				title={text.shown(name)}
				description={text.until(formatMoment(link.expiresAt))}
				secret={link.url}
				what={text.what}
				testId="sign-in-link"
			/>
		);
	return (
		<Dialog open onOpenChange={onClose} title={text.title(name)} description={text.effect}>
			{make.error && <ProblemPanel title={text.failed} problem={toProblem(make.error)} className="mt-4" />}
			<div className="mt-4 flex justify-end gap-2">
				<Button onClick={onClose}>{userText.cancel}</Button>
				<Button look="danger" busy={make.isPending} onClick={() => make.mutate({ userId: user.id })}>
					{text.make}
				</Button>
			</div>
		</Dialog>
	);
}
