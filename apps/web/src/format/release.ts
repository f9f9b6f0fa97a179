import type { ReleaseCause, ReleaseStatus } from "@berth/core";
import type { Mark, MarkShape } from "./mark.ts";

const shapes: Record<ReleaseStatus, MarkShape> = { deploying: "work", active: "ok", superseded: "gone", failed: "bad" };

export const markOfRelease = (status: ReleaseStatus): Mark => ({ shape: shapes[status], word: status });

const causes: Record<ReleaseCause, string> = {
	provision: "the first one",
	retry: "tried again with another manifest",
	update: "another manifest",
	scale: "other quantities or sizes",
	env: "another environment",
	domain: "another domain",
	rollback: "an old one again",
	restore: "from retained data",
};

/** What made a release, and which one it repeats. */
export const causeOf = ({ cause, rollbackOf }: { readonly cause: ReleaseCause; readonly rollbackOf: number | null }): string =>
	rollbackOf === null ? causes[cause] : `release ${rollbackOf} again`;
