"use client";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { signOut } from "@/data/auth-client.ts";
import { useMe } from "@/data/me.ts";
import { toProblem } from "@/data/problem.ts";
import { useTRPCClient } from "@/data/trpc.ts";
import { useNow } from "@/data/use-now.ts";
import { useParam } from "@/data/use-param.ts";
import { deviceText as text } from "@/text/device.ts";
import { deviceLoginText as words } from "@/text/sign-in.ts";
import { Button } from "@/ui/button.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { CodeForm } from "./code-form.tsx";
import { DecideForm } from "./decide-form.tsx";
import { type Ending, Outcome } from "./outcome.tsx";

/** From a code to a program that is let in, or is not. To look at a code does nothing. */
export function DeviceLogin() {
	const client = useTRPCClient();
	const now = useNow();
	const [code, setCode] = useParam("code");
	const [decided, setDecided] = useState<Ending | null>(null);
	const login = useQuery({
		queryKey: ["device login", code],
		queryFn: ({ signal }) => client.device.look.mutate({ code }, { signal }),
		enabled: code !== "" && decided === null,
		staleTime: Number.POSITIVE_INFINITY,
		// Each try of a wrong code counts.
		retry: (count, error) => count < 2 && toProblem(error).retryable && toProblem(error).code !== "RATE_LIMITED",
	});
	const again = () => {
		setDecided(null);
		setCode("");
	};
	if (decided !== null) return <Outcome ending={decided} onAnother={again} />;
	if (code === "")
		return (
			<Card>
				<CodeForm onCode={setCode} />
			</Card>
		);
	const problem = login.error ? toProblem(login.error) : null;
	if (problem?.code === "NOT_FOUND" || problem?.code === "BAD_INPUT")
		return (
			<Card>
				<CodeForm key={code} onCode={setCode} typed={code} error={text.asking.unknown} />
			</Card>
		);
	if (problem) return <ProblemPanel title={text.failed} problem={problem} onRetry={() => void login.refetch()} />;
	if (!login.data) return <p className="animate-late text-center text-ink-faint">{words.loading}</p>;
	const { state, expiresAt } = login.data;
	const present = state === "pending" && Date.parse(expiresAt) <= now ? "expired" : state;
	if (present !== "pending") return <Outcome ending={{ state: present }} onAnother={again} />;
	return (
		<Card>
			<DecideForm code={code} login={login.data} onDecided={setDecided} onOver={() => void login.refetch()} />
		</Card>
	);
}

function Card({ children }: { readonly children: ReactNode }) {
	const { user } = useMe();
	return (
		<>
			<div className="rounded-card border bg-panel p-6">
				<h1 className="mb-4 text-16 font-semibold">{text.title}</h1>
				{children}
			</div>
			<p className="flex flex-wrap items-center justify-center gap-x-2 text-12 text-ink-soft">
				{text.signedInAs(user.email)}
				<Button look="quiet" small onClick={() => void signOut(backHere())}>
					{text.notYou}
				</Button>
			</p>
		</>
	);
}

const backHere = () => `/sign-in?next=${encodeURIComponent(window.location.pathname + window.location.search)}`;
