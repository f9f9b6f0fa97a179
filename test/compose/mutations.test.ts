import { importCompose, type Row } from "@berth/compose";
import { isAppError, parseManifest } from "@berth/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { readCorpus, sourceOf, untold } from "./corpus.ts";

const sources = await Promise.all((await readCorpus()).map(sourceOf));

interface Slot {
	readonly holder: Record<string, unknown> | unknown[];
	readonly key: string;
}
const slotsOf = (holder: unknown): Slot[] =>
	typeof holder !== "object" || holder === null
		? []
		: Object.entries(holder).flatMap(([key, value]) => [{ holder: holder as Slot["holder"], key }, ...slotsOf(value)]);

const slots = sources.flatMap((source) => slotsOf(parse(source, { merge: true })));
const values = slots.map(({ holder, key }) => (holder as Record<string, unknown>)[key]);
const keys = [...new Set(slots.filter(({ holder }) => !Array.isArray(holder)).map(({ key }) => key))];
const lines = [...new Set(sources.flatMap((source) => source.split("\n")))];

/** Pieces that break something: YAML's own signs, what Compose takes in many shapes, and names that are traps. */
const pieces = [
	"*a",
	"&a ",
	"<<: ",
	"{",
	"}",
	"[",
	"]",
	"- ",
	": ",
	"|\n",
	"!!binary ",
	"!reset ",
	"${",
	"${X:-",
	"$$",
	'"',
	"'",
	"\t",
	"#",
	"null",
	"0",
	"-1",
	"1e999",
	"true",
	"~",
	"__proto__: x",
	"constructor",
	"/",
	"\u{1F600}",
	"\r",
	"a".repeat(300),
];

type Edit = (text: string) => string;
const place = fc.integer({ min: 0, max: 999_999 }).map((n) => n / 1_000_000);
const atLine = (text: string, at: number, change: (lines: string[], index: number) => void) => {
	const parts = text.split("\n");
	change(parts, Math.floor(at * parts.length));
	return parts.join("\n");
};
const edit: fc.Arbitrary<Edit> = fc.oneof(
	fc.tuple(place, fc.constantFrom(...pieces)).map(
		([at, piece]): Edit =>
			(text) => {
				const index = Math.floor(at * text.length);
				return text.slice(0, index) + piece + text.slice(index);
			},
	),
	fc.tuple(place, fc.nat(40)).map(
		([at, length]): Edit =>
			(text) => {
				const index = Math.floor(at * text.length);
				return text.slice(0, index) + text.slice(index + length);
			},
	),
	place.map(
		(at): Edit =>
			(text) =>
				atLine(text, at, (all, index) => all.splice(index, 1)),
	),
	fc.tuple(place, fc.constantFrom(...lines)).map(
		([at, line]): Edit =>
			(text) =>
				atLine(text, at, (all, index) => all.splice(index, 0, line)),
	),
	// The value of a key becomes another one: the shapes of Compose in each other's places.
	fc.tuple(place, fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 12 }), fc.json({ maxDepth: 2 }))).map(
		([at, value]): Edit =>
			(text) =>
				atLine(text, at, (all, index) =>
					all.splice(
						index,
						1,
						(all[index] ?? "").replace(/(: ?|- ).*$/, (_, sign: string) => `${sign.trimEnd()} ${value}`),
					),
				),
	),
	fc.tuple(place, fc.integer({ min: -2, max: 2 })).map(
		([at, by]): Edit =>
			(text) =>
				atLine(text, at, (all, index) =>
					all.splice(index, 1, by < 0 ? (all[index] ?? "").slice(-by) : " ".repeat(by) + (all[index] ?? "")),
				),
	),
);

test("whatever the text, there is a table or the one error with a line; a manifest is one that core takes", () => {
	fc.assert(
		fc.property(fc.constantFrom(...sources), fc.array(edit, { minLength: 1, maxLength: 3 }), fc.boolean(), (source, edits, acceptAll) => {
			check(
				edits.reduce((before, change) => change(before), source),
				acceptAll,
			);
		}),
		{ numRuns: 250 },
	);
});

/** A change of what the file says, so that it still is YAML: something in it becomes something else, or is called something else. */
const replacement = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(...values), fc.constantFrom(...pieces));
const change = fc.record({ at: place, to: replacement, key: fc.option(fc.constantFrom(...keys), { nil: null }) });

test("whatever stands in the file, there is a table; a manifest is one that core takes", () => {
	let tables = 0;
	fc.assert(
		fc.property(
			fc.constantFrom(...sources),
			fc.array(change, { minLength: 1, maxLength: 4 }),
			fc.boolean(),
			(source, changes, acceptAll) => {
				const root: unknown = parse(source, { merge: true });
				for (const { at, to, key } of changes) {
					const all = slotsOf(root);
					const slot = all[Math.floor(at * all.length)];
					if (slot === undefined) continue;
					if (Array.isArray(slot.holder)) slot.holder[Number(slot.key)] = structuredClone(to);
					else {
						if (key !== null) delete slot.holder[slot.key];
						slot.holder[key ?? slot.key] = structuredClone(to);
					}
				}
				const table = check(stringify(root, { aliasDuplicateObjects: false }), acceptAll);
				if (table === null) return;
				tables += 1;
				expect(untold(root, table)).toEqual([]);
			},
		),
		{ numRuns: 350 },
	);
	// What is refused whole says nothing of what is behind the reader.
	expect(tables).toBeGreaterThan(200);
});

/** The table, or null where the file was refused whole. */
function check(text: string, acceptAll: boolean): readonly Row[] | null {
	try {
		let result = importCompose(text, { variables: { X: "1" } });
		if (acceptAll) result = importCompose(text, { variables: { X: "1" }, profiles: ["*"], accept: result.table.map(({ path }) => path) });
		const { ok, manifest, table } = result;
		expect(ok).toBe(!table.some(({ blocking }) => blocking));
		expect(manifest !== null).toBe(ok);
		if (manifest !== null) expect(parseManifest(JSON.parse(JSON.stringify(manifest)))).toEqual(manifest);
		const last = text.split("\n").length;
		for (const { line, column, why } of table) {
			expect(line >= 1 && line <= last && column >= 1).toBe(true);
			expect(why.length).toBeGreaterThan(10);
		}
		return table;
	} catch (err) {
		if (!isAppError(err, "INVALID_COMPOSE")) throw err;
		expect(err.data.line).toBeGreaterThanOrEqual(1);
		expect(err.data.column).toBeGreaterThanOrEqual(1);
		return null;
	}
}
