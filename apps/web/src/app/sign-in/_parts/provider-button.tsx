"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { goToProvider, troubleOf } from "@/data/auth-client.ts";
import { useTRPC } from "@/data/trpc.ts";
import { providerButtonText as words } from "@/text/sign-in.ts";
import { Button } from "@/ui/button.tsx";
import { keepNext } from "./next-page.ts";
import { Refusal } from "./problem-note.tsx";

/** The way by the identity provider, where there is one. */
export function ProviderButton({ next }: { readonly next: string }) {
	const trpc = useTRPC();
	const { data } = useQuery(trpc.signIn.ways.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }));
	const [isBusy, setBusy] = useState(false);
	const [error, setError] = useState<string | null>(null);
	const provider = data?.provider ?? null;
	if (provider === null) return null;
	const go = async () => {
		setBusy(true);
		keepNext(next);
		const answer = await goToProvider("/sign-in/social", next, "/sign-in");
		if (answer.ok) return;
		setBusy(false);
		setError(answer.status === 429 ? troubleOf(answer) : `${provider.name} does not answer. Try again in a moment.`);
	};
	return (
		<div className="mt-4 grid gap-3 border-t pt-4">
			<Refusal text={error} />
			<Button busy={isBusy} onClick={() => void go()}>
				{words.signInWith(provider.name)}
			</Button>
		</div>
	);
}
