import { describe, expect, test } from "vitest";
import { readJunit, writeJunit } from "../../scripts/gate/junit.ts";
import { isGreen, summarize } from "../../scripts/gate/summary.ts";

const report = `<?xml version="1.0" encoding="UTF-8" ?>
<testsuites name="vitest tests" tests="3" failures="1" errors="0" time="1">
	<testsuite name="a.test.ts" tests="3" failures="1" errors="0" skipped="1" time="1">
		<testcase classname="a.test.ts" name="a &quot;good&quot; one" time="0.1"></testcase>
		<testcase classname="a.test.ts" name="a bad one" time="0.1">
			<failure message="expected 1 to be 2" type="AssertionError">AssertionError: expected 1 &lt; 2
 at a.test.ts:3</failure>
		</testcase>
		<testcase classname="a.test.ts" name="one left out" time="0"><skipped/></testcase>
	</testsuite>
</testsuites>`;

const stage = (name: string, xml: string) => ({ name, seconds: 1, results: readJunit(xml) });

describe("the gate's sums", () => {
	test("every test of a report is read with its outcome and its reason", () => {
		expect(readJunit(report)).toEqual([
			{ name: 'a.test.ts > a "good" one', outcome: "passed", message: "" },
			{ name: "a.test.ts > a bad one", outcome: "failed", message: "AssertionError: expected 1 < 2\n at a.test.ts:3" },
			{ name: "a.test.ts > one left out", outcome: "skipped", message: "" },
		]);
	});

	test("what is written as a report is read back the same, whatever is in it", () => {
		const tests = [{ name: 'biome "check"', outcome: "failed" as const, message: "<b> & 'c'" }];
		expect(readJunit(writeJunit("format", tests))).toEqual([{ ...tests[0], name: 'format > biome "check"' }]);
	});

	test("the last line is the sum, and failures stand before it with their reasons", () => {
		const lines = summarize([stage("unit", report)]);
		expect(lines.at(-1)).toBe("1 passed, 1 failed, 1 skipped");
		expect(lines.join("\n")).toContain("FAILED unit: a.test.ts > a bad one\n    AssertionError: expected 1 < 2");
	});

	test("a failure is red, nothing at all is red, and in CI a skip is red too", () => {
		const good = stage("unit", report.replace(/<failure[\s\S]*<\/failure>/, "").replace("<skipped/>", ""));
		const skipping = stage("unit", report.replace(/<failure[\s\S]*<\/failure>/, ""));
		expect(isGreen([stage("unit", report)], false)).toBe(false);
		expect(isGreen([stage("unit", "")], false)).toBe(false);
		expect(isGreen([good], true)).toBe(true);
		expect([isGreen([skipping], false), isGreen([skipping], true)]).toEqual([true, false]);
	});
});
