"use client";
import { useQuery } from "@tanstack/react-query";
import { usePathname, useRouter } from "next/navigation";
import { type ReactNode, useEffect } from "react";
import { MeContext } from "@/data/me.ts";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { sessionGateText as text } from "@/text/shell.ts";
import { Brand } from "@/ui/brand.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";

/** Lets a page be drawn once it is known who looks at it; sends everybody else to the sign-in page, and back afterwards. */
export function SessionGate({ children }: { readonly children: ReactNode }) {
	const trpc = useTRPC();
	const router = useRouter();
	const path = usePathname();
	const me = useQuery(trpc.me.get.queryOptions(undefined, { staleTime: 60_000, refetchInterval: 120_000 }));
	const problem = me.error ? toProblem(me.error) : null;
	const isSignedOut = problem?.code === "UNAUTHENTICATED";
	useEffect(() => {
		if (!isSignedOut) return;
		const here = path + window.location.search;
		router.replace(here === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(here)}`);
	}, [isSignedOut, path, router]);
	if (me.data && !isSignedOut) return <MeContext value={me.data}>{children}</MeContext>;
	if (problem && !isSignedOut)
		return (
			<main className="mx-auto grid max-w-lg gap-6 px-4 pt-[18vh]">
				<Brand />
				<ProblemPanel title={text.berthCouldNotBeReached} problem={problem} onRetry={() => void me.refetch()} />
			</main>
		);
	return (
		<main aria-busy="true" className="grid min-h-dvh animate-late place-items-center text-ink-faint">
			<p>{text.loading}</p>
		</main>
	);
}
