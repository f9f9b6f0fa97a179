import { importCompose } from "@berth/compose";
import { expect, test } from "vitest";
import { attempt } from "./corpus.ts";

const service = "services:\n  web:\n    image: nginx\n";

test.each([
	["a quote that is not closed", `${service}    user: "1000\n`, "yaml", 4],
	["a tab as indentation", `services:\n\tweb:\n`, "yaml", 2],
	["a line that is not indented as those around it", `${service}   ports: []\n  - x\n`, "yaml", 4],
	["a key that stands twice", `${service}    image: apache\n`, "duplicate-key", 4],
	["a service that stands twice", `${service}  web:\n    image: apache\n`, "duplicate-key", 4],
	["a second document", `${service}---\nservices: {}\n`, "yaml", 4],
	["an alias without an anchor", `${service}    labels: *nothing\n`, "bad-alias", 4],
	["an anchor that holds itself", "services:\n  web: &web\n    image: nginx\n    labels: *web\n", "bad-alias", 4],
	["a merge of what is no map", `x-list: &list [a]\n${service}    <<: *list\n`, "bad-alias", 5],
	["a tag of another language", `${service}    user: !!js/function "x"\n`, "bad-tag", 4],
	["a key that is a list", `${service}    ? [a, b]\n    : c\n`, "bad-key", 3],
	["a key that is the prototype", `${service}    environment:\n      __proto__: polluted\n`, "bad-key", 5],
	["a byte that is no text", `${service}    user: "\0"\n`, "not-utf8", 4],
	["half a character", `${service}    user: "\ud800"\n`, "not-utf8", 4],
	["no services", "version: '3'\n", "bad-shape", 1],
	["services that are a list", "services:\n  - web\n", "bad-shape", 1],
	["a text alone", "hello\n", "bad-shape", 1],
	["nothing", "", "bad-shape", 1],
])("%s is told with its line", (_what, text, problem, line) => {
	expect(attempt(text)).toEqual({ problem, line });
});

test("bytes are read as UTF-8, and what is none is told with its line", () => {
	expect(importCompose(new TextEncoder().encode(`\uFEFF${service}    labels: { who: "Zoë" }\n`)).manifest?.services.web?.labels).toEqual({
		who: "Zoë",
	});
	expect(attempt(new Uint8Array([...new TextEncoder().encode(`${service}    user: "`), 0xff, 0xfe]))).toEqual({
		problem: "not-utf8",
		line: 4,
	});
});

/** A quiet machine takes less than one second for each; what is worse than linear takes minutes. */
const CPU_MS_MAX = 15_000;

/** Work, not time: a machine with other things to do takes as much of the one and more of the other. */
function cpuMsOf(work: () => unknown): number {
	const before = process.cpuUsage();
	work();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1_000;
}

const lol = ["x0: &x0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"];
for (let level = 1; level <= 20; level += 1)
	lol.push(
		`x${level}: &x${level} [${Array(9)
			.fill(`*x${level - 1}`)
			.join(", ")}]`,
	);
const repeated = (count: number, line: (index: number) => string) => Array.from({ length: count }, (_, index) => line(index)).join("");

// Each would take minutes, or all memory, where a part of the reader were worse than linear.
test.each([
	["aliases of aliases", `${lol.join("\n")}\n${service}`, "too-much"],
	[
		"maps merged into maps",
		`x0: &m0 { a: 1 }\n${repeated(30, (i) => `x${i + 1}: &m${i + 1} { a${i}: *m${i}, b${i}: *m${i} }\n`)}${service}`,
		"too-much",
	],
	["deep brackets", `services: ${"[".repeat(50_000)}`, "too-deep"],
	["deep maps", repeated(200, (i) => `${" ".repeat(i)}a:\n`), "too-deep"],
	["a file that is too large", `${service}# ${"x".repeat(150_000)}`, "too-large"],
	["too many services", `services:\n${repeated(3_000, (i) => `  s${i}: { image: a }\n`)}`, "too-much"],
	["too much to say", `${service}    cap_add:\n${repeated(10_000, () => "    - A\n")}`, "too-much"],
])("%s end early with an error", (_what, text, problem) => {
	expect(cpuMsOf(() => expect(attempt(text)).toMatchObject({ problem }))).toBeLessThan(CPU_MS_MAX);
});

test.each([
	["variables", `${service}    environment:\n${repeated(6_000, (i) => `      V${i}: x\n`)}`],
	["list items of variables", `${service}    environment:\n${repeated(6_000, (i) => `    - V${i}=x\n`)}`],
	["labels that are aliases", `${service}    labels:\n      a: &a x\n${repeated(6_000, (i) => `      l${i}: *a\n`)}`],
	["braces that open and never close", `${service}    user: "${"${".repeat(50_000)}"\n`],
	["variables in variables", `${service}    user: "${"${A:-".repeat(20_000)}"\n`],
	["words", `${service}    command: ${"a ".repeat(50_000)}\n`],
	["a service named everywhere", `services:\n  a_b: { image: x }\n  c: { image: x, environment: { HOST: "${"a_".repeat(50_000)}" } }\n`],
	[
		"services that extend each other",
		`services:\n  s0: { image: a, labels: { ${repeated(5_000, (i) => `l${i}: x, `)} } }\n${repeated(90, (i) => `  s${i + 1}: { extends: s${i} }\n`)}`,
	],
])("many %s are read in a time that grows with their number alone", (_what, text) => {
	expect(cpuMsOf(() => attempt(text))).toBeLessThan(CPU_MS_MAX);
});

test("variables that multiply each other end early", () => {
	const big = "x".repeat(60_000);
	expect(attempt(`${service}    labels:\n      a: "${"$BIG".repeat(1_000)}"\n`, { variables: { BIG: big } })).toMatchObject({ ok: false });
	expect(attempt(`${service}    labels:\n${repeated(100, (i) => `      l${i}: $BIG\n`)}`, { variables: { BIG: big } })).toMatchObject({
		problem: "too-much",
	});
	const file = `A0=xxxxxxxxxx\n${repeated(60, (i) => `A${i + 1}=$A${i}$A${i}\n`)}`;
	expect(attempt(`${service}    env_file: .env\n`, { files: { ".env": file } })).toMatchObject({ ok: false });
});

test("names of objects' own making are only names", () => {
	const { manifest, table } = importCompose(
		`services:\n  constructor:\n    image: nginx\n    environment: { toString: a, valueOf: "$hasOwnProperty" }\n    depends_on: [hasOwnProperty]\n    constructor: x\n`,
		{ accept: ["services.constructor.environment.valueOf", "services.constructor.depends_on[0]", "services.constructor.constructor"] },
	);
	expect(manifest?.services).toEqual({ constructor: { image: "nginx", env: { toString: "a", valueOf: "" } } });
	expect(table.filter(({ verdict }) => verdict === "refused").map(({ path }) => path)).toEqual([
		"services.constructor.environment.valueOf",
		"services.constructor.depends_on[0]",
		"services.constructor.constructor",
	]);
	const list = importCompose(`${service}    environment: ["__proto__=polluted"]\n`);
	expect(list.ok).toBe(false);
	expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
});

test("values of variables that were given stand in the manifest and nowhere in the table", () => {
	const secret = "s3cr3t-value";
	const { ok, manifest, table } = importCompose(
		`${service}    environment:\n      A: $S\n      B: "x\${S}y\${T:-t}"\n      S:\n    command: run --key $S\n    labels: ["k=$S"]\n    env_file: e.env\n`,
		{ variables: { S: secret }, files: { "e.env": "FROM_FILE=$S\n" } },
	);
	expect(ok).toBe(true);
	expect(manifest?.services.web).toEqual({
		image: "nginx",
		args: ["run", "--key", secret],
		env: { FROM_FILE: secret, A: secret, B: `x${secret}yt`, S: secret },
		labels: { k: secret },
	});
	expect(JSON.stringify(table)).not.toContain(secret);
	const everywhere = importCompose(
		`${service}    volumes: ["/$S:/x", { type: $S, target: /y }, "$S:/z"]\n    ports: ["80/$S"]\n    networks: { n: { aliases: [$S] } }\n    cap_add: [$S]\n    tmpfs: /$S\n    depends_on: [$S]\n    links: ["$S:b"]\n    env_file: $S\n  other: { image: "NOT/$S", build: ., container_name: $S }\n  third: { image: x, environment: { HOST: $S } }\n`,
		{ variables: { S: secret } },
	);
	expect(everywhere.table.filter(({ verdict }) => verdict === "refused").length).toBeGreaterThanOrEqual(10);
	expect(JSON.stringify(everywhere.table)).not.toContain(secret);
});
