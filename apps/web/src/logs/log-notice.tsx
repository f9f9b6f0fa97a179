import { logText } from "@/text/logs.ts";
import { Button } from "@/ui/button.tsx";
import { Empty } from "@/ui/empty.tsx";

interface LogNoticeProps {
	readonly isOpening: boolean;
	/** There are lines, and none of them passes the filter. */
	readonly isFiltered: boolean;
	readonly onSearch: () => void;
	readonly onClear: () => void;
}

/** Where no line is: why, and what to do. */
export function LogNotice({ isOpening, isFiltered, onSearch, onClear }: LogNoticeProps) {
	if (isOpening) return null;
	return (
		<div className="absolute inset-x-0 top-10">
			<Empty title={isFiltered ? logText.filteredOut : logText.empty}>
				{isFiltered ? (
					<span className="flex gap-2">
						<Button onClick={onSearch}>{logText.searchAll}</Button>
						<Button onClick={onClear}>{logText.clearFilter}</Button>
					</span>
				) : (
					<p>{logText.emptyHint}</p>
				)}
			</Empty>
		</div>
	);
}
