import { formatDuration } from "@berth/core";
import { parseSpan } from "../report/quantities.ts";
import { always, booleanOf, type KeyRule, type KeyTable, numberOf, readKeys, textOf, wrongShape } from "../report/read-keys.ts";
import type { Report } from "../report/report.ts";
import { childOf, itemsOf, type Spot } from "../report/spot.ts";
import { type Draft, put } from "./draft.ts";

type Check = NonNullable<Draft["service"]["health_check"]>;

interface Reading {
	check: Partial<Check>;
	draft: Draft;
	/** Why its times say nothing; null when they do. */
	muteWhy: string | null;
}

function readTest(spot: Spot, report: Report): string[] | null {
	if (spot.tree.kind !== "list") {
		const line = textOf(spot);
		return line === null ? null : ["CMD-SHELL", line];
	}
	const words = itemsOf(spot).map(textOf);
	if (!words.every((word) => word !== null)) return null;
	const [kind, ...rest] = words;
	if (kind === "NONE" && rest.length === 0) return ["NONE"];
	if ((kind === "CMD" || kind === "CMD-SHELL") && rest.length > 0) return [kind, ...rest];
	report.refused(spot, 'A test is ["NONE"], ["CMD", program, …] or ["CMD-SHELL", line], and begins with that word.', { final: true });
	return [];
}

const span = (field: "interval" | "timeout" | "start_period"): KeyRule<Reading> => ({
	verdicts: ["kept", "translated", "ignored"],
	about: `\`health_check.${field}\`.`,
	read(spot, { check, draft, muteWhy }, report) {
		if (muteWhy !== null) return report.ignored(spot, muteWhy);
		const text = textOf(spot)?.trim() ?? "";
		const ms = parseSpan(text);
		if (ms === null) return wrongShape(spot, report, "a duration such as 30s or 1m30s");
		const written = formatDuration(ms);
		check[field] = written;
		draft.origins.set(`health_check.${field}`, spot);
		if (written === text) report.kept(spot, "A manifest says it the same way.", `health_check.${field}`);
		else report.translated(spot, "The same span, as a manifest writes it.", `health_check.${field}: ${written}`);
	},
});

const keys: KeyTable<Reading> = {
	disable: {
		verdicts: ["translated", "ignored"],
		about: '`health_check.test: ["NONE"]` where it is on.',
		read(spot, { check }, report) {
			const off = booleanOf(spot);
			if (off === null) return wrongShape(spot, report, "true or false");
			if (!off) return report.ignored(spot, "The check is not disabled.");
			check.test = ["NONE"];
			report.translated(spot, "The image's own check is not run.", 'health_check.test: ["NONE"]');
		},
	},
	test: {
		verdicts: ["kept", "translated", "refused"],
		about: "`health_check.test`; a line is run by the image's shell.",
		read(spot, { check, draft }, report) {
			if (check.test !== undefined) return report.ignored(spot, "The check is disabled.");
			const test = readTest(spot, report);
			if (test === null) return wrongShape(spot, report, "a line or a list of words");
			if (test.length === 0) return;
			check.test = test;
			draft.origins.set("health_check.test", spot);
			if (spot.tree.kind === "list") report.kept(spot, "A manifest says it the same way.", "health_check.test");
			else report.translated(spot, "A line is run by the shell of the image, as in Compose.", 'health_check.test: ["CMD-SHELL", …]');
		},
	},
	interval: span("interval"),
	timeout: span("timeout"),
	start_period: span("start_period"),
	retries: {
		verdicts: ["kept", "translated", "ignored"],
		about: "`health_check.retries`, at most 100.",
		read(spot, { check, draft, muteWhy }, report) {
			if (muteWhy !== null) return report.ignored(spot, muteWhy);
			const retries = numberOf(spot);
			if (retries === null || !Number.isInteger(retries)) return wrongShape(spot, report, "a whole number");
			check.retries = Math.min(retries, 100);
			draft.origins.set("health_check.retries", spot);
			if (retries > 100) report.translated(spot, "A manifest takes at most 100.", "health_check.retries: 100");
			else report.kept(spot, "A manifest says it the same way.", "health_check.retries");
		},
	},
	start_interval: always("ignored", "A check has one interval, which holds from the start."),
};

export const healthCheck: KeyRule<Draft> = {
	verdicts: ["translated", "ignored"],
	about: "`health_check`. Without a test there is nothing to say: the times of the image's own check cannot be changed.",
	below: keys,
	read(spot, draft, report) {
		const reading: Reading = { check: {}, draft, muteWhy: muteWhyOf(spot) };
		readKeys(spot, keys, reading, report);
		const { test, ...rest } = reading.check;
		if (test !== undefined) put(draft, "health_check", test[0] === "NONE" ? { test } : { test, ...rest }, spot);
	},
};

function muteWhyOf(spot: Spot): string | null {
	const disable = childOf(spot, "disable");
	const test = childOf(spot, "test");
	if (disable && booleanOf(disable) === true) return "The check is disabled.";
	if (test === undefined || (test.tree.kind === "scalar" && test.tree.text === ""))
		return "There is no test here, and the times of the image's own check cannot be changed; write the test too.";
	const [kind] = test.tree.kind === "list" ? itemsOf(test) : [];
	return kind && textOf(kind) === "NONE" ? "The check is disabled." : null;
}
