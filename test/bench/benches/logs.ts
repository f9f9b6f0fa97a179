import { waitUntil } from "../../support/wait-until.ts";
import { type Bench, CannotMeasure } from "../bench.ts";
import { figureOf, valueAtMost } from "../figure.ts";
import type { LogPage } from "../logs/log-page.ts";
import { openLogStage } from "../logs/log-stage.ts";
import type { Writer } from "../logs/writer.ts";
import { alone, compare, quantile } from "../statistics.ts";

const SHOWN = valueAtMost(250);
const LOST = valueAtMost(0);
const STEADY = 100;
const BURST = 5_000;
/** When the engine itself is slower, others keep it busy. */
const CONTROL_MAX_MS = 150;
const SETTLE_MS = 15_000;

/** Lines that a container prints, until they stand in the document of a real browser. */
export const logs: Bench = {
	name: "logs",
	says: `${STEADY} lines a second until they are in the page, beside a bare follower of the engine's log; then ${BURST} a second, counted`,
	needs: ["two-cores", "docker", "postgres", "build", "pages", "browser"],
	async *run(context) {
		const { page, writer, bare } = await openLogStage(context);
		await writer.write(STEADY, 2_000, context.signal);
		const shown: number[] = [];
		const followed: number[] = [];
		for (let round = 0; round < (context.quick ? 3 : 20); round++) {
			const { from, to } = await writer.write(STEADY, 2_000, context.signal);
			await waitUntil(async () => (await page.shown()).has(to - 1), { timeoutMs: SETTLE_MS, what: "the last line to be shown" });
			shown.push(p95(await page.shown(), from, to));
			followed.push(p95(bare.seen, from, to));
		}
		if (quantile(followed, 0.5) > CONTROL_MAX_MS)
			throw new CannotMeasure("the engine takes too long to tell of a line: others keep it busy");
		yield figureOf({ bench: "logs", figure: "line to page p95", unit: "ms", budget: SHOWN, ...compare(shown, followed) });

		const typing = page.type("a needle in it");
		await writer.write(BURST, context.quick ? 3_000 : 10_000, context.signal);
		yield figureOf({
			bench: "logs",
			figure: "key to drawn in a burst p95",
			unit: "ms",
			budget: null,
			...alone([quantile(await typing, 0.95)]),
		});
		for await (const figure of count(page, writer)) yield figure;
	},
};

/** Errors  when a line of those was not seen at all: at this pace each must be. */
function p95(seen: ReadonlyMap<number, number>, from: number, to: number): number {
	const took = Array.from({ length: to - from }, (_, at) => seen.get(from + at));
	const missing = took.filter((ms) => ms === undefined).length;
	if (missing > 0) throw new Error(`${missing} of ${took.length} lines were never seen`);
	return quantile(
		took.filter((ms) => ms !== undefined),
		0.95,
	);
}

/** Every line that was written has come or is counted in a gap, and all that came is counted by the page. */
async function* count(page: LogPage, writer: Writer) {
	const missing = () => writer.count - page.received().lines.size - page.received().skipped;
	const unshown = async () => page.received().messages - (await page.counted());
	const isWhole = async () => missing() === 0 && (await unshown()) === 0;
	// What never comes is the figure, and no error of the bench.
	await waitUntil(isWhole, { timeoutMs: SETTLE_MS, what: "all lines" }).catch(() => undefined);
	const lost = Math.abs(missing()) + Math.abs(await unshown());
	yield figureOf({ bench: "logs", figure: "lines of a burst lost uncounted", unit: "1", budget: LOST, ...alone([lost]) });
	const gaps = (page.received().skipped / writer.count) * 100;
	yield figureOf({ bench: "logs", figure: "lines counted as skipped", unit: "%", budget: null, ...alone([gaps]) });
}
