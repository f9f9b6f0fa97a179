import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keepScreen } from "../support/browser.ts";
import { type Dashboard, seeState, startDashboard } from "../support/dashboard.ts";

let dashboard: Dashboard;
beforeAll(async () => {
	dashboard = await startDashboard();
});
afterAll(async () => {
	await dashboard?.[Symbol.asyncDispose]();
});

const tab = (page: Page, name: string) => page.getByRole("navigation", { name: "Lease" }).getByRole("link", { name }).click();

/** Presses a button of the page and then the one of the question it asks. */
async function ask(page: Page, button: string, answer = button): Promise<void> {
	await page.getByRole("button", { name: button, exact: true }).first().click();
	const dialog = page.getByRole("dialog");
	await dialog.getByRole("button", { name: answer, exact: true }).click();
	await dialog.waitFor({ state: "detached" });
}

test("a tenant stops, starts, changes, scales, rolls back, closes with its data kept and reopens a lease, all on its page", async () => {
	const { server, images, host, database } = dashboard;
	const { client } = await server.signIn("acme");
	const service = (image: string) => ({ image, init: true, stop_grace_period: "1s" });
	const manifest = { services: { store: service(images.keeper), talker: service(images.chatty) } };
	const items = Object.keys(manifest.services).map((name) => ({ service: name, sku: "micro" }));
	const { leaseId } = await client.lease.provision.mutate({ name: "life", items, manifest });
	const context = await dashboard.visitor({ tenant: "acme" });
	const page = await context.newPage();
	await page.goto(`${server.url}/leases/${leaseId}`);
	await seeState(page, "ready");

	await ask(page, "Stop");
	await seeState(page, "stopped");
	await ask(page, "Start");
	await seeState(page, "ready");

	await tab(page, "Settings");
	await page.getByRole("button", { name: "Change", exact: true }).click();
	const next = { services: { ...manifest.services, talker: service(images.sleeper) } };
	await page.getByLabel("Manifest as JSON").fill(JSON.stringify(next, null, 2));
	await page.getByLabel("Note, for the list of releases").fill("less talk");
	await page.getByRole("button", { name: "What would change?" }).click();
	const plan = page.getByRole("table", { name: "What release 2 would do" });
	await plan.getByRole("row", { name: /talker is replaced .* image/ }).waitFor();
	await plan.getByRole("row", { name: /store stays/ }).waitFor();
	await keepScreen(page, "change-plan");
	await page.getByRole("button", { name: "Update", exact: true }).click();
	await page.getByText("Manifest of release 2").waitFor({ timeout: 60_000 });
	await seeState(page, "ready");

	await page.getByLabel("Instances of talker").fill("2");
	await page.getByRole("button", { name: "Scale", exact: true }).click();
	await page.getByText("Manifest of release 3").waitFor({ timeout: 60_000 });
	await seeState(page, "ready");

	await tab(page, "Releases");
	await page.locator('[data-release="2"]').getByText("less talk").waitFor();
	await page
		.locator('[data-release="1"]')
		.getByRole("button", { name: /Roll back/ })
		.click();
	const question = page.getByRole("dialog");
	await question.getByRole("button", { name: "Roll back", exact: true }).click();
	await page.locator('[data-release="4"] [data-state="active"]').waitFor({ timeout: 60_000 });
	await keepScreen(page, "releases");

	await tab(page, "Summary");
	await page.getByText("Operation · update").waitFor();
	await page.evaluate(() => Object.assign(window, { neverReloaded: true }));
	await page.getByRole("button", { name: "Close", exact: true }).first().click();
	await question.getByRole("radio", { name: /Keep it for/ }).check();
	await question.getByRole("textbox").fill("life");
	await question.getByRole("button", { name: "Close lease", exact: true }).click();
	await seeState(page, "closed");
	// The one of the instance that the rollback took away is among them.
	await page.getByText(/3 volumes of up to .* are kept until/).waitFor();
	await keepScreen(page, "retained-data");
	expect((await host.leftovers(database.database.installationId)).containers).toEqual([]);

	await ask(page, "Reopen the lease", "Reopen");
	await seeState(page, "ready");
	expect(await page.evaluate(() => "neverReloaded" in window)).toBe(true);
	await context.close();
});
