import { AppError } from "@berth/core";

/** Where something stands in a file; both count from 1. */
export interface Position {
	readonly line: number;
	readonly column: number;
}

export type ComposeProblem =
	| "not-utf8"
	| "too-large"
	| "too-deep"
	| "too-much"
	| "yaml"
	| "duplicate-key"
	| "bad-key"
	| "bad-tag"
	| "bad-alias"
	| "bad-shape";

/** The one error of a file of which no table can be made: it is no YAML, or none that is safe to read, or no Compose file at all. */
export const composeError = (problem: ComposeProblem, at: Position, why: string): AppError =>
	new AppError("INVALID_COMPOSE", { message: `Line ${at.line}: ${why}.`, data: { problem, ...at } });
