import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keepScreen } from "../support/browser.ts";
import { confirm, createLease, type Dashboard, openTab, seeState, startDashboard } from "../support/dashboard.ts";
import { keepPage } from "../support/keep-page.ts";
import { waitUntil } from "../support/wait-until.ts";

let dashboard: Dashboard;
beforeAll(async () => {
	dashboard = await startDashboard({ USAGE_INTERVAL: "1s" });
});
afterAll(async () => {
	await dashboard?.[Symbol.asyncDispose]();
});

/** The lines of the file that comes of it. */
async function saved(page: Page, ask: () => Promise<void>): Promise<readonly string[]> {
	const [file] = await Promise.all([page.waitForEvent("download"), ask()]);
	return (await readFile(await file.path(), "utf8")).trimEnd().split("\r\n");
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
	await page.getByRole("button", { name: "Save the events as a file" }).click();
	const events = await saved(page, () => page.getByRole("menuitem", { name: "CSV" }).click());
	expect(events[0]).toBe("lease_id,lease_name,seq,at,type,operation_id,actor,body");
	expect(events.length).toBeGreaterThan(2);
	expect(new Set(events.slice(1).map((line) => line.split(",")[4]))).toEqual(new Set(["instance"]));

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

	// One of them is restarted alone: the other goes on.
	const standing = async () => {
		const { instances } = await client.lease.get.query({ leaseId: id });
		return instances.map(({ service, index, generation, startedAt }) => ({ key: `${service}-${index}`, generation, startedAt }));
	};
	const before = await standing();
	await page.getByRole("button", { name: "Restart web-1" }).click();
	await page.getByRole("dialog").getByText("one other of web goes on").waitFor();
	await keepScreen(page, "lease-restart-one");
	await confirm(page, "Restart web-1");
	await page.getByText("Restart of web-1 accepted").waitFor();
	await waitUntil(async () => (await standing()).find(({ key }) => key === "web-1")?.generation === 4, {
		timeoutMs: 60_000,
		what: "the second instance to be another",
	});
	await seeState(page, "ready");
	expect((await standing()).filter(({ key }) => key !== "web-1")).toEqual(before.filter(({ key }) => key !== "web-1"));

	// What both use is compared in one picture, and saved as it is drawn.
	await openTab(page, "Metrics");
	await page.getByLabel("Service", { exact: true }).selectOption("web");
	await page.getByRole("button", { name: "By instance" }).click();
	await page.waitForURL(/service=web.*compare=instance/);
	const memory = page.getByRole("img", { name: /^Memory\. web-0: .* web-1: .* Leased, each: / });
	await memory.locator("canvas").waitFor();
	await memory.hover();
	await memory.getByText(/web-0 .* web-1 .* Leased, each/).waitFor();
	await keepPage(page, "lease-metrics-compared");
	const figures = await saved(page, () => page.getByRole("button", { name: "CSV" }).click());
	expect(figures[0]).toMatch(
		/^at,cpu web-0 \(cpu_millis\),cpu web-1 \(cpu_millis\),"cpu Leased, each \(cpu_millis\)",memory web-0 \(bytes\)/,
	);
	expect(figures.length).toBeGreaterThan(1);
	await context.close();
});

test("the list says what each lease uses, and a name stays in sight beside the open panel", async () => {
	const context = await dashboard.visitor({ tenant: "listed" });
	const page = await context.newPage();
	const { server, images } = dashboard;
	await createLease(page, server, "burns", {
		services: { web: service(images.sleeper, { command: ["sh", "-c", "while :; do :; done"] }) },
	});
	await seeState(page, "ready");
	await page.goto(`${server.url}/leases`);
	const row = page.locator('[data-lease="burns"]');
	await row.getByRole("meter", { name: "Memory of burns against what is leased" }).waitFor();
	await row.getByText(/^([1-9]\d*) %$/).waitFor();
	await keepPage(page, "leases-in-use");
	await row.locator("td").last().click();
	await page.getByTestId("lease-panel").getByText("burns").first().waitFor();
	const table = page.getByRole("table", { name: "Leases" });
	await table.evaluate((element) => {
		const { parentElement: scrolled } = element;
		if (scrolled) scrolled.scrollLeft = scrolled.scrollWidth;
	});
	const name = row.getByRole("link", { name: "burns", exact: true });
	// In sight, and on top of what was scrolled under it.
	expect(
		await name.evaluate((element) => {
			const { left, top, width, height } = element.getBoundingClientRect();
			return element.contains(document.elementFromPoint(left + Math.min(width, 20) / 2, top + height / 2));
		}),
	).toBe(true);
	await keepPage(page, "leases-panel");
	// Its own page says the same of it.
	await name.click();
	await page.getByRole("region", { name: "Resources" }).getByRole("meter", { name: "Memory of burns against what is leased" }).waitFor();
	await keepScreen(page, "lease-summary-in-use");
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
