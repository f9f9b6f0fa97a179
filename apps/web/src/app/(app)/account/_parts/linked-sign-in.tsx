"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { linkProblemOf } from "@/app/sign-in/_parts/link-problem.ts";
import { goToProvider } from "@/data/auth-client.ts";
import { useMe } from "@/data/me.ts";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { linkedSignInText as text } from "@/text/account.ts";
import { Button } from "@/ui/button.tsx";
import { Panel } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";

/** Whether the identity provider may vouch for this account; nothing where there is none. */
export function LinkedSignIn() {
	const { user, provider } = useMe();
	const trpc = useTRPC();
	const queries = useQueryClient();
	const cameBack = linkProblemOf(useSearchParams().get("error"));
	const [error, setError] = useState<string | null>(null);
	const unlink = useMutation(
		trpc.me.unlink.mutationOptions({ onSuccess: () => queries.invalidateQueries({ queryKey: trpc.me.get.queryKey() }) }),
	);
	if (provider === null) return null;
	const link = async () => {
		const answer = await goToProvider("/link-social", "/account", "/account");
		if (!answer.ok) setError(`${provider.name} does not answer. Try again in a moment.`);
	};
	const said = error ?? (user.isLinked ? null : (cameBack?.title ?? null));
	return (
		<Panel title={text.signInWith(provider.name)}>
			<div className="grid justify-items-start gap-3">
				<p className="text-ink-soft">{user.isLinked ? text.linkedWhoeverItSaysYou : text.notLinkedItMustName}</p>
				{said !== null && (
					<p role="alert" className="text-bad">
						{said}
					</p>
				)}
				{unlink.error && <ProblemPanel title={text.itIsStillLinked} problem={toProblem(unlink.error)} />}
				{user.isLinked ? (
					<Button busy={unlink.isPending} refusal={user.hasPassword ? null : text.setAPasswordFirstNothing} onClick={() => unlink.mutate()}>
						{text.unlink}
					</Button>
				) : (
					<Button onClick={() => void link()}>{text.linkThisAccount}</Button>
				)}
			</div>
		</Panel>
	);
}
