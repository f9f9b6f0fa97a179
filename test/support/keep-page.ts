import type { Page } from "playwright-core";
import { expect } from "vitest";
import { violationsOf } from "./axe.ts";
import { keepScreen } from "./browser.ts";

const DESK = { width: 1360, height: 860 };
const PHONE = { width: 390, height: 844 };

/** The page as it stands breaks no rule of access by day or by night, is no wider than a phone, and pictures of it are kept. */
export async function keepPage(page: Page, name: string): Promise<void> {
	expect(await violationsOf(page), name).toEqual([]);
	await keepScreen(page, name);
	await page.emulateMedia({ colorScheme: "dark" });
	await page.locator("html[data-theme=dark]").waitFor();
	expect(await violationsOf(page), `${name} by night`).toEqual([]);
	await keepScreen(page, `${name}-dark`);
	await page.emulateMedia({ colorScheme: "light" });
	await page.setViewportSize(PHONE);
	expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${name} on a phone`).toBe(true);
	await keepScreen(page, `${name}-phone`);
	await page.setViewportSize(DESK);
}
