import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const source = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** What the page's own part of it, as it stands, breaks of the rules of access (WCAG 2.2, level AA), each with where; empty when nothing. */
export async function violationsOf(page: Page): Promise<readonly string[]> {
	await page.evaluate(await readFile(source, "utf8"));
	return page.evaluate(async () => {
		// It was put there by the line before.
		const { axe } = globalThis as unknown as { readonly axe: typeof import("axe-core") };
		const { violations } = await axe.run("main", { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] });
		return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${target.join(" ")}: ${failureSummary}`));
	});
}
