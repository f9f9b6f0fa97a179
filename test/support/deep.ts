import { appendFile } from "node:fs/promises";

/** Whether everything is tried, or the slice that a gate has time for. */
export const isDeep = process.env.BERTH_DEEP === "all";

/** Where counts go when somebody wants them: a line for each. */
const report = process.env.BERTH_DEEP_REPORT;

/** Counts what was tried, whatever came of it. */
export async function countDeep(what: "crash points" | "histories", count: number): Promise<void> {
	if (report !== undefined) await appendFile(report, `${JSON.stringify({ what, count })}\n`);
}
