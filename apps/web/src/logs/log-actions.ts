import type { LogFilter } from "./log-filter.ts";

/** What the controls do. The same object for the life of the viewer, so that new lines do not draw the controls again. */
export interface LogActions {
	readonly filter: (change: Partial<LogFilter>) => void;
	readonly step: (by: 1 | -1) => void;
	readonly searchAll: (text: string) => void;
	readonly wrap: () => void;
	readonly follow: () => void;
	readonly pause: () => void;
	readonly times: () => void;
	readonly raw: () => void;
	readonly aloud: () => void;
}

/** How a control that is switched on looks. */
export const onClass = "aria-pressed:bg-accent-soft aria-pressed:text-accent";
