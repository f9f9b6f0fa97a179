import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { violationsOf } from "../support/axe.ts";
import { keepScreen } from "../support/browser.ts";
import { createLease, type Dashboard, openTab, seeState, startDashboard } from "../support/dashboard.ts";
import { waitUntil } from "../support/wait-until.ts";

let dashboard: Dashboard;
beforeAll(async () => {
	dashboard = await startDashboard({ USAGE_INTERVAL: "1s" });
});
afterAll(async () => {
	await dashboard?.[Symbol.asyncDispose]();
});

/** The page as it stands breaks no rule of access by day or by night, is no wider than a phone, and pictures of it are kept. */
async function keepPage(page: Page, name: string): Promise<void> {
	expect(await violationsOf(page)).toEqual([]);
	await keepScreen(page, name);
	await page.emulateMedia({ colorScheme: "dark" });
	await page.locator("html.dark, html[data-theme=dark]").waitFor();
	expect(await violationsOf(page)).toEqual([]);
	await keepScreen(page, `${name}-dark`);
	await page.emulateMedia({ colorScheme: "light" });
	await page.setViewportSize({ width: 390, height: 844 });
	expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
	await keepScreen(page, `${name}-phone`);
	await page.setViewportSize({ width: 1360, height: 860 });
}

const whole = "sleep 2147483";
const service = (image: string, over: object = {}) => ({ image, init: true, stop_grace_period: "1s", ...over });

test("each page of a lease shows what is so, by its number on the keyboard, and leads on to the next", async () => {
	const { images, server } = dashboard;
	const context = await dashboard.visitor({ tenant: "acme" });
	const page = await context.newPage();
	const health = { test: ["CMD", "true"], interval: "500ms", timeout: "20s", retries: 5 };
	const id = await createLease(page, server, "paged", {
		services: {
			web: service(images.web, { ports: { "8080/tcp": {} }, env: { MODE: "first" }, health_check: health }),
			store: service(images.keeper, { command: ["sh", "-c", `echo kept > /data/file; exec ${whole}`] }),
		},
	});
	await seeState(page, "ready");
	await page.getByTestId("doing").getByText("at rest").waitFor();
	await page.getByRole("region", { name: "Starts and ends" }).getByText("web-0 started").waitFor();
	await keepPage(page, "lease-summary");

	await page.keyboard.press("2");
	const web = page.locator('[data-instance="web-0"]');
	await web.locator('[data-state="running"]').waitFor();
	await web.getByText("healthy").waitFor();
	await web.getByText("8080/tcp").waitFor();
	await web.getByText(/MiB|KiB/).waitFor();
	expect(await web.locator("td").nth(3).textContent()).toBe("1");
	await keepPage(page, "lease-services");
	await web.getByRole("link", { name: "Logs of web-0" }).click();
	await page.waitForURL(/\/logs\?service=web&instance=0/);
	await page.getByRole("button", { name: "web", exact: true, pressed: true }).waitFor();

	await page.keyboard.press("7");
	const volume = page.locator('[data-volume="store-0"]');
	await volume.waitFor();
	await keepPage(page, "lease-volumes");

	await page.keyboard.press("8");
	await page.getByRole("button", { name: "Instances" }).click();
	await page.waitForURL(/kind=instance/);
	await page.reload();
	await page.getByRole("button", { name: "Instances", pressed: true }).waitFor();
	await page
		.getByRole("button", { name: /^Event \d+ in full$/ })
		.first()
		.click();
	await page.getByTestId("event-payload").getByText('"type": "instance"').waitFor();
	await keepPage(page, "lease-events");

	// A value is written and never shown, here or in the event that tells of it.
	await page.keyboard.press("9");
	await page.getByLabel("Service", { exact: true }).selectOption("web");
	const variable = page.locator('[data-variable="MODE"]');
	await variable.getByLabel("New value of MODE").fill("hush-hush");
	await keepPage(page, "lease-settings");
	await page.getByRole("button", { name: "Make a release with 1 change" }).click();
	await page.getByText("Environment accepted").waitFor();
	const { client } = await server.signIn("acme");
	const valueNow = async () => (await client.lease.get.query({ leaseId: id })).release?.manifest.services.web?.env?.MODE;
	await waitUntil(async () => (await valueNow()) === "hush-hush", { timeoutMs: 60_000, what: "the new value to be released" });
	await seeState(page, "ready");

	// Scaling adds an instance and leaves the one that runs as it is.
	await page.getByLabel("Instances of web").fill("2");
	await page.getByRole("button", { name: "Scale" }).click();
	await openTab(page, "Services");
	await page.locator('[data-instance="web-1"] [data-state="running"]').waitFor({ timeout: 60_000 });
	await seeState(page, "ready");
	await context.close();
});

test("a lease whose container ended says so above all else, with its last words, and its log tells where and how it stopped", async () => {
	const context = await dashboard.visitor({ tenant: "acme" });
	const page = await context.newPage();
	await createLease(page, dashboard.server, "falls", {
		services: { web: service(dashboard.images.sleeper, { command: ["sh", "-c", "echo last words; sleep 6; exit 3"] }) },
	});
	await seeState(page, "ready");
	await seeState(page, "failed");
	const failure = page.getByRole("region", { name: "Failure" });
	await failure.getByText("last words").waitFor();
	await keepPage(page, "lease-failed");
	await openTab(page, "Logs");
	await page.getByRole("log").getByText("web-0 exited with code 3").waitFor();
	await keepScreen(page, "lease-logs-exited");
	await context.close();
});
