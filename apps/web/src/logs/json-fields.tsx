import { logText } from "@/text/logs.ts";
import { parseJsonLine } from "./json-line.ts";
import { LINE_PX } from "./log-layout.ts";

interface JsonFieldsProps {
	readonly text: string;
	readonly pinned: readonly string[];
	/** Shows the lines that hold this alone. */
	readonly onFilter: (text: string) => void;
	readonly onPin: (key: string) => void;
}

/** The fields of a line that is a JSON object, each on a line: its name becomes a column, its value a filter. */
export function JsonFields({ text, pinned, onFilter, onPin }: JsonFieldsProps) {
	return (
		<span data-testid="log-fields" className="block border-l border-line-strong pl-2">
			{(parseJsonLine(text)?.fields ?? []).map(({ key, value }) => {
				const isOn = pinned.includes(key);
				return (
					<span key={key} className="flex gap-2 overflow-hidden whitespace-nowrap" style={{ height: LINE_PX }}>
						<button
							type="button"
							tabIndex={-1}
							aria-pressed={isOn}
							title={logText.asColumn(key, isOn)}
							onClick={() => onPin(key)}
							className="shrink-0 text-ink-soft hover:underline aria-pressed:text-accent"
						>
							{key}
						</button>
						<button
							type="button"
							tabIndex={-1}
							title={logText.filterBy(key, value.slice(0, 100))}
							onClick={() => onFilter(value)}
							className="min-w-0 truncate text-left text-ink hover:underline"
						>
							{value}
						</button>
					</span>
				);
			})}
		</span>
	);
}
