"use client";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import type { AuthAnswer } from "@/data/auth-client.ts";
import { useToken } from "@/data/use-token.ts";
import { type LinkProblem, linkProblemOf } from "./link-problem.ts";
import { LinkStep } from "./link-step.tsx";
import { safePath, takeNext } from "./next-page.ts";
import { PasswordStep } from "./password-step.tsx";
import { ProblemNote } from "./problem-note.tsx";
import { ProviderButton } from "./provider-button.tsx";
import { SecondFactorStep } from "./second-factor-step.tsx";

/** One step at a time: a link or a password, then the second factor of whoever has one. */
export function SignInForm() {
	const params = useSearchParams();
	const next = safePath(params.get("next"));
	const token = useToken("link");
	const [refusedLink, setRefusedLink] = useState<LinkProblem | null>(null);
	const [isAsked, setAsked] = useState(params.get("step") === "second-factor");
	// A fresh start: nothing of what was known while signed out stays.
	// Who was at the identity provider in between comes back without it.
	const enter = () => window.location.assign(params.has("next") || !params.has("step") ? next : takeNext());
	const onAnswer = (answer: AuthAnswer) => {
		if (!answer.ok) setRefusedLink(linkProblemOf(answer.code ?? "INVALID_TOKEN"));
		else if (answer.data.twoFactorRedirect === true) setAsked(true);
		else enter();
	};
	if (isAsked) return <SecondFactorStep onDone={enter} onAbandon={() => window.location.assign("/sign-in")} />;
	if (token === undefined) return null;
	if (token !== null && refusedLink === null) return <LinkStep token={token} onAnswer={onAnswer} />;
	const problem = refusedLink ?? linkProblemOf(params.get("error"));
	return (
		<>
			{problem && (
				<div className="mb-4">
					<ProblemNote problem={problem} />
				</div>
			)}
			<PasswordStep onAnswer={onAnswer} />
			<ProviderButton next={next} />
		</>
	);
}
