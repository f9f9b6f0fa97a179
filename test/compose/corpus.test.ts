import { importCompose, type Row, verdicts } from "@berth/compose";
import { parseManifest } from "@berth/core";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { expectationOf, outcomeOf, readCorpus, sourceOf, untold } from "./corpus.ts";

const corpus = await readCorpus();

test("every file of the corpus becomes what stands beside it, and none is without", async () => {
	expect(corpus.length).toBeGreaterThanOrEqual(40);
	for (const name of corpus) {
		const expectation = await expectationOf(name);
		expect(expectation?.outcome, `${name}.expected.yaml is missing; write it, and read it`).toBeDefined();
		expect(outcomeOf(importCompose(await sourceOf(name), expectation?.options)), name).toEqual(expectation?.outcome);
	}
});

test("every piece of every file has its line in the table, and every line says why", async () => {
	for (const name of corpus) {
		const source = await sourceOf(name);
		const { table } = importCompose(source, (await expectationOf(name))?.options);
		// Another reading of the same file, by the library alone: nothing that it finds may be missing.
		expect(untold(parse(source, { merge: true, maxAliasCount: -1 }), table), name).toEqual([]);
		const lines = source.split("\n");
		for (const row of table) {
			expect(row.why, `${name} ${row.path}`).toMatch(/[.!?]$/);
			expect(lines[row.line - 1]?.slice(row.column - 1).trim(), `${name} ${row.path} at ${row.line}:${row.column}`).not.toBe("");
			expect(row.blocking ? row.verdict : "refused", `${name} ${row.path}`).toBe("refused");
		}
	}
});

test("a manifest comes out exactly where nothing blocks, and core takes it; what is refused can be accepted unless the file itself is wrong", async () => {
	const counts = { files: 0, imported: 0, importedWhenAccepted: 0, rows: 0, kept: 0, translated: 0, refused: 0, ignored: 0 };
	for (const name of corpus) {
		const source = await sourceOf(name);
		const options = (await expectationOf(name))?.options;
		const asked = importCompose(source, options);
		const accept = asked.table.filter(({ acceptable }) => acceptable).map(({ path }) => path);
		const accepted = importCompose(source, { ...options, accept });
		for (const { ok, manifest, table } of [asked, accepted]) {
			expect(ok, name).toBe(!table.some(({ blocking }) => blocking));
			expect(manifest === null, name).toBe(!ok);
			if (manifest !== null) expect(parseManifest(JSON.parse(JSON.stringify(manifest)))).toEqual(manifest);
		}
		const isFinal = ({ verdict, acceptable }: Row) => verdict === "refused" && !acceptable;
		expect(accepted.ok, name).toBe(!accepted.table.some(isFinal));
		counts.files += 1;
		counts.imported += asked.ok ? 1 : 0;
		counts.importedWhenAccepted += accepted.ok ? 1 : 0;
		counts.rows += asked.table.length;
		for (const verdict of verdicts) counts[verdict] += asked.table.filter((row) => row.verdict === verdict).length;
	}
	process.stdout.write(`${JSON.stringify({ figure: "compose corpus", ...counts })}\n`);
});
