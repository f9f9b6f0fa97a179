"use client";
import { toProblem } from "@/data/problem.ts";
import { useNow } from "@/data/use-now.ts";
import { formatAge } from "@/format/time.ts";
import { adminText } from "@/text/admin.ts";
import { ProblemPanel } from "@/ui/problem-panel.tsx";

/** What is needed of a query; those of pages and of one answer alike. */
interface Asked {
	readonly data: unknown;
	readonly error: unknown;
	readonly dataUpdatedAt: number;
	readonly refetch: () => Promise<unknown>;
}

/** Why there is nothing to show or, where there is something, how old it is and why it gets no younger. */
export function QueryProblem({ what, query }: { readonly what: string; readonly query: Asked }) {
	const now = useNow();
	if (query.error === null) return null;
	const title = query.data === undefined ? adminText.failed(what) : adminText.old(what, formatAge(now - query.dataUpdatedAt));
	return <ProblemPanel title={title} problem={toProblem(query.error)} onRetry={() => void query.refetch()} className="mb-3" />;
}
