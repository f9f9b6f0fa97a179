import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { violationsOf } from "../support/axe.ts";
import { keepScreen } from "../support/browser.ts";
import { createLease, type Dashboard, openTab, seeState, startDashboard } from "../support/dashboard.ts";
import { waitUntil } from "../support/wait-until.ts";

let dashboard: Dashboard;
beforeAll(async () => {
	dashboard = await startDashboard();
});
afterAll(async () => {
	await dashboard?.[Symbol.asyncDispose]();
});

/** What stands on the screen, as its reader would hear it. */
const screenOf = async (page: Page): Promise<string> => (await page.getByTestId("terminal").locator(".xterm-rows").textContent()) ?? "";
const shows = (page: Page, what: RegExp) =>
	waitUntil(async () => what.test(await screenOf(page)), { timeoutMs: 60_000, what: `${what} on the screen` });

test("a shell is opened, typed into, resized, left by the keyboard and opened anew, in either theme", async () => {
	const context = await dashboard.visitor({ tenant: "acme" });
	const page = await context.newPage();
	const { images, server } = dashboard;
	const service = { image: images.sleeper, init: true, stop_grace_period: "1s" };
	await createLease(page, server, "shell", { services: { web: service } });
	await seeState(page, "ready");
	await openTab(page, "Terminal");
	await page.getByRole("button", { name: "Connect" }).click();
	await page.getByText("ash in web-0").waitFor();
	await page.keyboard.type("echo hi $((40 + 2))\n");
	await shows(page, /hi 42/);
	// What a program prints is text, whatever it looks like.
	await page.keyboard.type("echo '<img src=x onerror=document.title=1>'\n");
	await shows(page, /<img src=x onerror/);
	expect(await page.locator("[data-testid=terminal] img").count()).toBe(0);
	await page.keyboard.type("stty size\n");
	await shows(page, /stty size\s*\d+ \d{2,3}/);
	expect(await violationsOf(page)).toEqual([]);
	await keepScreen(page, "terminal");
	await page.emulateMedia({ colorScheme: "dark" });
	await page.locator("[data-theme=dark]").waitFor();
	await keepScreen(page, "terminal-dark");

	// All keys are the terminal's but these.
	await page.keyboard.press("Control+Shift+K");
	expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Disconnect");
	await page.keyboard.press("Enter");
	await page
		.getByText(/Session ended: you left/)
		.first()
		.waitFor();
	await page.getByRole("button", { name: "Reconnect" }).click();
	await page.getByText("ash in web-0").waitFor();
	await page.keyboard.type("exit 7\n");
	await page.getByText("Session ended (exit code 7): the program ended.").first().waitFor();
	// What was printed before is there still.
	expect(await screenOf(page)).toContain("hi 42");
	await openTab(page, "Events");
	await page.getByText("terminal closed").first().waitFor();
	await context.close();
});
