/** What a JUnit file tells about one test. */
export interface TestResult {
	readonly name: string;
	readonly outcome: "passed" | "failed" | "skipped";
	/** Why it failed, as the runner wrote it. */
	readonly message: string;
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

const decode = (text: string) =>
	text.replace(/&(#x?[0-9a-fA-F]+|\w+);/g, (whole, name: string) => {
		if (!name.startsWith("#")) return entities[name] ?? whole;
		return String.fromCodePoint(name[1] === "x" ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1)));
	});
const names: Readonly<Record<string, string>> = { "<": "lt", ">": "gt", '"': "quot", "'": "apos", "&": "amp" };
/** Control characters are not allowed in XML, escaped or not. */
const encode = (text: string) => text.replace(/[<>"'&]/g, (char) => `&${names[char]};`).replace(/(?![\n\t])\p{Cc}/gu, " ");

const attribute = (tag: string, name: string) => decode(new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? "");

/** Reads the tests out of a JUnit report as vitest writes it. */
export function readJunit(xml: string): TestResult[] {
	const cases = xml.matchAll(/<testcase\b([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g);
	return [...cases].map(([, tag = "", body = ""]) => {
		const [, failureTag = "", failure = ""] = /<(?:failure|error)\b([^>]*)>([\s\S]*?)<\/(?:failure|error)>/.exec(body) ?? [];
		const failed = /<(?:failure|error)\b/.test(body);
		return {
			name: `${attribute(tag, "classname")} > ${attribute(tag, "name")}`,
			outcome: failed ? "failed" : /<skipped\b/.test(body) ? "skipped" : "passed",
			message: decode(failure).trim() || attribute(failureTag, "message"),
		};
	});
}

/** A JUnit report of our own results, for what is no test runner: a linter, a compiler. */
export function writeJunit(suite: string, tests: readonly TestResult[]): string {
	const cases = tests.map(({ name, outcome, message }) => {
		const body = outcome === "failed" ? `<failure>${encode(message)}</failure>` : outcome === "skipped" ? "<skipped/>" : "";
		return `\t\t<testcase classname="${encode(suite)}" name="${encode(name)}">${body}</testcase>`;
	});
	const failures = tests.filter(({ outcome }) => outcome === "failed").length;
	return [
		'<?xml version="1.0" encoding="UTF-8"?>',
		"<testsuites>",
		`\t<testsuite name="${encode(suite)}" tests="${tests.length}" failures="${failures}">`,
		...cases,
		"\t</testsuite>",
		"</testsuites>",
		"",
	].join("\n");
}
