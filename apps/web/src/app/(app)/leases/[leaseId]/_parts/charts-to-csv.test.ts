// @vitest-environment node
import { expect, test } from "vitest";
import { chartsToCsv } from "./charts-to-csv.ts";

test("what is drawn is a table with a row for each moment, and what is not known is an empty field and no zero", () => {
	const seconds = [1_767_225_600, 1_767_225_660];
	const line = (label: string) => ({ label, colour: "--series-1" });
	const file = chartsToCsv([
		{
			key: "cpu",
			unit: "cpu_millis",
			lines: [line("Used"), line("Leased")],
			grid: {
				seconds,
				lines: [
					[0, null],
					[500, 500],
				],
			},
		},
		{ key: "network", unit: "bytes_per_second", lines: [line("Received, all")], grid: { seconds, lines: [[null, 12.5]] } },
	]);
	expect(file.split("\r\n")).toEqual([
		'at,cpu Used (cpu_millis),cpu Leased (cpu_millis),"network Received, all (bytes_per_second)"',
		"2026-01-01T00:00:00.000Z,0,500,",
		"2026-01-01T00:01:00.000Z,,500,12.5",
		"",
	]);
});
