import { logText } from "@/text/logs.ts";
import { Button } from "@/ui/button.tsx";
import type { LogBuffer } from "./log-buffer.ts";
import { LogHealth } from "./log-health.tsx";
import type { LogStream } from "./use-log-stream.ts";
import type { Standing } from "./use-standing.ts";

interface LogFootProps extends Pick<LogStream, "state" | "heardAt" | "version"> {
	readonly buffer: LogBuffer;
}

/** How many lines are held, how many were lost, and how the stream is. */
export const LogFoot = ({ buffer, state, heardAt }: LogFootProps) => (
	<p className="flex flex-wrap items-center justify-between gap-x-4 border-t px-3 py-1.5 text-12 text-ink-faint tabular-nums">
		<span className="inline-flex gap-x-3">
			<span data-testid="log-count">{logText.held(buffer.size(), buffer.total())}</span>
			{buffer.skipped() > 0 && (
				<span data-testid="log-skipped" className="font-medium text-warn">
					{logText.skipped(buffer.skipped())}
				</span>
			)}
		</span>
		<LogHealth state={state} heardAt={heardAt} />
	</p>
);

interface LogPillProps {
	readonly standing: Standing | null;
	readonly news: number;
	readonly onEnd: () => void;
}

/** Back to the end, with how much has come there meanwhile. */
export function LogPill({ standing, news, onEnd }: LogPillProps) {
	if (standing === null) return null;
	return (
		<Button
			look="primary"
			small
			data-testid="log-pill"
			data-hotkey="End"
			onClick={onEnd}
			className="absolute right-5 bottom-3 z-10 rounded-full px-3 tabular-nums"
		>
			{standing.isPaused ? logText.paused(news) : news > 0 ? logText.news(news) : logText.toEnd}
		</Button>
	);
}
