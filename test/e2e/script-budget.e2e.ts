import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { newId } from "@berth/core";
import { expect, test } from "vitest";
import { startWebServer } from "../support/web-server.ts";

const next = fileURLToPath(new URL("../../apps/web/.next/", import.meta.url));

/** Of script, compressed by whoever knows gzip alone, that a page names. What a browser is really sent is weighed with the full installation. */
const BUDGET_BYTES = 200 * 1_024;

test("no page ships more than 200 kB of script compressed before it works", async () => {
	await using web = await startWebServer();
	const routes: unknown = JSON.parse(await readFile(`${next}app-path-routes-manifest.json`, "utf8"));
	const pages = Object.entries(routes as Readonly<Record<string, string>>)
		.filter(([file]) => file.endsWith("/page"))
		.map(([, path]) => path.replaceAll(/\[\w+\]/g, newId()));
	expect(pages.length).toBeGreaterThan(20);
	const sizes = new Map<string, number>();
	const sizeOf = async (file: string): Promise<number> => {
		const known = sizes.get(file);
		if (known !== undefined) return known;
		const size = gzipSync(await readFile(`${next}${file}`)).byteLength;
		sizes.set(file, size);
		return size;
	};
	const weights = new Map<string, number>();
	for (const page of pages) {
		const html = await (await fetch(`${web.url}${page}`)).text();
		// Old browsers alone read what is marked so.
		const tags = html.match(/<script[^>]+src="[^"]+"[^>]*>/g) ?? [];
		const files = new Set(tags.filter((tag) => !/nomodule/i.test(tag)).map((tag) => /src="\/_next\/([^"?]+)/.exec(tag)?.[1] ?? ""));
		expect(files.size, page).toBeGreaterThan(0);
		let bytes = 0;
		for (const file of files) bytes += file === "" ? 0 : await sizeOf(decodeURI(file));
		weights.set(page, bytes);
	}
	const heaviest = [...weights].toSorted(([, a], [, b]) => b - a);
	console.log(
		"heaviest:",
		heaviest
			.slice(0, 5)
			.map(([page, bytes]) => `${page} ${bytes}`)
			.join(", "),
	);
	expect(heaviest.filter(([, bytes]) => bytes > BUDGET_BYTES)).toEqual([]);
});
