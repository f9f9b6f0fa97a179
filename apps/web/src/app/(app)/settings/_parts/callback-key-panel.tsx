"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { settingsText } from "@/text/settings.ts";
import { callbackKeyPanelText as words } from "@/text/settings-parts.ts";
import { Button } from "@/ui/button.tsx";
import { CopyButton } from "@/ui/copy-button.tsx";
import { Panel } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";

const text = settingsText.callback;

/** The key of callbacks, read only when somebody asks to see it. */
export function CallbackKeyPanel() {
	const trpc = useTRPC();
	const queries = useQueryClient();
	const shown = useMutation({
		mutationFn: () => queries.fetchQuery({ ...trpc.policy.callbackKey.queryOptions(), staleTime: 0, gcTime: 0 }),
	});
	return (
		<Panel title={text.title}>
			<p className="mb-3 max-w-lg text-ink-soft">{text.note}</p>
			{shown.data ? (
				<div className="flex flex-wrap items-center gap-2">
					<code data-testid="callback-key" className="min-w-0 rounded-control border bg-sunken px-2 py-1 text-12 break-all select-all">
						{shown.data.key}
					</code>
					<CopyButton text={shown.data.key} what={words.callbackKey} />
					<Button small look="quiet" onClick={() => shown.reset()}>
						{text.hide}
					</Button>
				</div>
			) : (
				<Button busy={shown.isPending} onClick={() => shown.mutate()}>
					{text.show}
				</Button>
			)}
			{shown.error && <ProblemPanel title={text.failed} problem={toProblem(shown.error)} className="mt-3" />}
		</Panel>
	);
}
