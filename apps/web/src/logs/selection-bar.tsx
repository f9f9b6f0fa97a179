import { copyText } from "@/data/copy-text.ts";
import { logText } from "@/text/logs.ts";
import { Button } from "@/ui/button.tsx";
import { toast } from "@/ui/toast.ts";
import type { LogRow } from "./log-buffer.ts";
import { toLogText } from "./log-text.ts";

interface SelectionBarProps {
	readonly rows: readonly LogRow[];
	readonly onAround: (cursor: string) => void;
	readonly onClear: () => void;
}

/** What can be done with the lines that are selected. */
export function SelectionBar({ rows, onAround, onClear }: SelectionBarProps) {
	const lines = rows.filter(({ message }) => message.kind === "line");
	const only = lines.length === 1 ? lines[0] : undefined;
	const copy = (text: string, said: string) =>
		void copyText(text).then(
			() => toast(said),
			() => toast.error(logText.copyFailed),
		);
	const linkTo = (cursor: string) => {
		const url = new URL(window.location.href);
		url.searchParams.set("at", cursor);
		return url.toString();
	};
	return (
		<div
			data-testid="log-selection"
			className="absolute bottom-3 left-3 z-10 flex max-w-full items-center gap-1.5 rounded-card border border-line-strong bg-raised p-1.5 shadow-overlay"
		>
			<span className="px-1 text-ink-soft tabular-nums">{logText.selected(lines.length)}</span>
			<Button small onClick={() => copy(toLogText(lines), logText.copied(lines.length))}>
				{logText.copy}
			</Button>
			{only && (
				<>
					<Button small onClick={() => copy(linkTo(only.message.cursor), logText.linkCopied)}>
						{logText.copyLink}
					</Button>
					<Button small onClick={() => onAround(only.message.cursor)}>
						{logText.around}
					</Button>
				</>
			)}
			<Button look="quiet" small onClick={onClear}>
				{logText.clear}
			</Button>
		</div>
	);
}
