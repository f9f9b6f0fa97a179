"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/data/trpc.ts";
import { preflightBannerText as text } from "@/text/app.ts";
import { Link } from "@/ui/link.tsx";
import { MarkShapeIcon } from "@/ui/state-mark.tsx";

/** For admins, until the host has what it needs. */
export function PreflightBanner() {
	const trpc = useTRPC();
	const checks = useQuery(trpc.admin.preflight.list.queryOptions(undefined, { staleTime: 300_000, retry: false }));
	const blockers = checks.data?.filter(({ severity }) => severity === "blocker") ?? [];
	const [first] = blockers;
	if (first === undefined) return null;
	return (
		<p role="alert" className="mb-4 flex flex-wrap items-center gap-2 rounded-card border px-4 py-2.5 text-bad tint edge">
			<MarkShapeIcon shape="bad" />
			<span className="text-ink">
				{first.title}: {first.seen}
				{blockers.length > 1 && text.andMore(blockers.length - 1)}
			</span>
			<Link href="/admin/preflight" className="rounded font-medium text-accent hover:underline">
				{text.whatToDo}
			</Link>
		</p>
	);
}
