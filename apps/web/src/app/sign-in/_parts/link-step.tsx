"use client";
import { useState } from "react";
import { type AuthAnswer, askAuth, troubleOf } from "@/data/auth-client.ts";
import { linkStepText as words } from "@/text/sign-in.ts";
import { Button } from "@/ui/button.tsx";
import { Refusal } from "./problem-note.tsx";

interface LinkStepProps {
	readonly token: string;
	readonly onAnswer: (answer: AuthAnswer) => void;
}

/** The button of a link that works once. To open the link uses nothing up, as programs that look at mail open all of them. */
export function LinkStep({ token, onAnswer }: LinkStepProps) {
	const [isBusy, setBusy] = useState(false);
	const [trouble, setTrouble] = useState<string | null>(null);
	const take = async () => {
		setBusy(true);
		const answer = await askAuth("/sign-in/link", { token });
		setBusy(false);
		// What may be better in a moment leaves the link as it is.
		const again = answer.code === null ? troubleOf(answer) : null;
		setTrouble(again);
		if (again === null) onAnswer(answer);
	};
	return (
		<div className="grid gap-4">
			<p className="text-ink-soft">{words.thisLinkSignsYouIn}</p>
			<Refusal text={trouble} />
			<Button look="primary" busy={isBusy} onClick={() => void take()} autoFocus>
				{words.signInWithThisLink}
			</Button>
		</div>
	);
}
