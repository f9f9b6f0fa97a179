import { readFile } from "node:fs/promises";
import { DAY } from "@berth/core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { violationsOf } from "../support/axe.ts";
import { keepScreen } from "../support/browser.ts";
import { createLease, type Dashboard, openTab, seeState, startDashboard } from "../support/dashboard.ts";
import { waitUntil } from "../support/wait-until.ts";

let dashboard: Dashboard;
beforeAll(async () => {
	// Written every four seconds then, and not once a minute.
	dashboard = await startDashboard({ USAGE_INTERVAL: "1s" });
});
afterAll(async () => {
	await dashboard?.[Symbol.asyncDispose]();
});

/** The first figure beside a picture, which is of its end. */
const figureOf = async (page: Page, chart: string): Promise<string> =>
	(await page.getByTestId(chart).locator("dd").first().textContent()) ?? "";
const busyCpu = (page: Page, what: string) =>
	waitUntil(async () => Number.parseFloat(await figureOf(page, "chart-cpu")) > 0, { timeoutMs: 60_000, what });

test("what a busy container uses is on its page while it runs and afterwards, and what is exported adds up", async () => {
	const context = await dashboard.visitor({ tenant: "acme" });
	const page = await context.newPage();
	const { images, server } = dashboard;
	await createLease(page, server, "busy", {
		services: { burner: { image: images.sleeper, command: ["sh", "-c", "while :; do :; done"], init: true, stop_grace_period: "1s" } },
	});
	await seeState(page, "ready");
	await openTab(page, "Metrics");
	await busyCpu(page, "the live picture to show CPU");
	await page
		.getByRole("img", { name: /^CPU\. Used: .* at the end.*Leased/ })
		.locator("canvas")
		.waitFor();
	expect(await figureOf(page, "chart-memory")).toMatch(/^[\d.]+ [KM]iB$/);
	expect(await violationsOf(page)).toEqual([]);
	await keepScreen(page, "lease-metrics-live");

	const lastHour = page.getByRole("button", { name: "Last hour" });
	await page.getByRole("button", { name: "Live", exact: true }).focus();
	await page.keyboard.press("Tab");
	await page.keyboard.press("Enter");
	expect(await lastHour.getAttribute("aria-pressed")).toBe("true");
	await busyCpu(page, "the recorded picture to show CPU");
	expect(await violationsOf(page)).toEqual([]);
	await keepScreen(page, "lease-metrics-hour");

	const { client } = await server.signIn("acme");
	const spent = async () => {
		const to = new Date(Date.now() + DAY / 24);
		const { total } = await client.usage.summary.query({ from: new Date(to.getTime() - 2 * DAY).toISOString(), to: to.toISOString() });
		return Number(total?.cpuMs ?? 0);
	};
	const before = await waitUntil(spent, { timeoutMs: 60_000, what: "the use to be added up" }).then(() => spent());
	await page.goto(`${server.url}/usage`);
	await page.locator("[data-usage-of=busy]").waitFor();
	const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "CSV" }).click()]);
	const [head = "", ...lines] = (await readFile(await download.path(), "utf8")).trimEnd().split("\r\n");
	const column = head.split(",").indexOf("cpu_seconds");
	const exported = lines.reduce((sum, line) => sum + Math.round(Number(line.split(",")[column]) * 1_000), 0);
	expect(before).toBeGreaterThan(0);
	expect(exported).toBeGreaterThanOrEqual(before);
	expect(exported).toBeLessThanOrEqual(await spent());
	expect(await violationsOf(page)).toEqual([]);
	await keepScreen(page, "usage");

	const desk = await (await dashboard.visitor({}, { colorScheme: "dark" })).newPage();
	await desk.goto(`${server.url}/admin/fleet`);
	await desk.locator('[data-node="node-1"]').getByText("live").waitFor();
	await desk.locator('[data-watch-of="node-1"]').getByTestId("watch-cpu").getByText("%").waitFor();
	expect(await violationsOf(desk)).toEqual([]);
	await keepScreen(desk, "fleet-dark");
	// The same in the dark.
	await desk.goto(`${server.url}/usage`);
	await desk.getByRole("heading", { name: "Usage" }).waitFor();
	expect(await violationsOf(desk)).toEqual([]);
});
