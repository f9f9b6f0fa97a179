import { expect, test } from "vitest";
import { createLogBudget } from "./log-budget.ts";

const MIB = 2 ** 20;
const line = `${"ä".repeat(2 ** 19)}\n`;

test("one instance's log ends with a word after so many bytes, at the end of a line", () => {
	const sink = createLogBudget().open("web/0");
	const taken = Array.from({ length: 10 }, () => sink.add(line));
	expect(taken).toEqual([true, true, true, true, false, false, false, false, false, false]);
	expect(sink.text()).toBe(`${line.repeat(4)}[log truncated: exceeded 5 MiB limit]\n`);
});

test("all logs together fit into what the client reads, whatever is in them, and those left out say so", () => {
	const budget = createLogBudget();
	// As JSON each of these takes six bytes.
	const costly = `${"\u0001".repeat(MIB)}\n`;
	const texts = Array.from({ length: 6 }, (_, at) => {
		const sink = budget.open(`web/${at}`);
		for (let n = 0; n < 4; n++) sink.add(costly);
		return [`web/${at}`, sink.text()];
	});
	expect(Buffer.byteLength(JSON.stringify(Object.fromEntries(texts)))).toBeLessThan(16 * MIB);
	expect(texts[0]?.[1]).toContain(costly);
	expect(texts.slice(1).every(([, text]) => text === "[log truncated: aggregate log size limit reached]\n")).toBe(true);
});
