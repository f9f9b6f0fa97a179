import { formatMoment } from "@/format/time.ts";
import { logText } from "@/text/logs.ts";
import { Button } from "@/ui/button.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { MarkShapeIcon } from "@/ui/state-mark.tsx";
import type { LogSearch } from "./use-log-search.ts";

interface SearchBannerProps {
	readonly search: LogSearch;
	readonly onCancel: () => void;
	readonly onClose: () => void;
}

/** How a search of the whole log goes, and how far one may trust what it found. */
export function SearchBanner({ search: { progress, ended, problem }, onCancel, onClose }: SearchBannerProps) {
	const { matches, lines, bytes, at } = progress;
	const isRunning = ended === null && problem === null;
	const isPartial = ended !== null && ended !== "end";
	return (
		<div className="border-b">
			<div role="status" data-testid="log-search" className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1.5 tabular-nums">
				<MarkShapeIcon shape={problem ? "bad" : isRunning ? "work" : isPartial ? "warn" : "ok"} />
				<span className="min-w-0">
					{isRunning
						? logText.searching(matches, lines, bytes)
						: `${logText.searched(matches, lines, bytes)}${ended === null ? "." : `, ${logText.ended[ended]}`}`}
					{isPartial && at !== null && ` ${logText.searchedUpTo(formatMoment(at))}`}
				</span>
				<span className="ml-auto flex gap-2">
					{isRunning && (
						<Button small onClick={onCancel}>
							{logText.cancel}
						</Button>
					)}
					<Button small onClick={onClose}>
						{logText.backToLive}
					</Button>
				</span>
			</div>
			{problem && <ProblemPanel title={logText.searchFailed} problem={problem} className="mx-3 mb-3" />}
		</div>
	);
}
