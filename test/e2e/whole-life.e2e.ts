import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keepScreen } from "../support/browser.ts";
import { complaintsOf, confirm, createLease, type Dashboard, openTab, seeState, startDashboard } from "../support/dashboard.ts";

let dashboard: Dashboard;
beforeAll(async () => {
	dashboard = await startDashboard();
});
afterAll(async () => {
	await dashboard?.[Symbol.asyncDispose]();
});

const service = (image: string) => ({ image, init: true, stop_grace_period: "1s" });
const containers = async () => (await dashboard.host.leftovers(dashboard.database.database.installationId)).containers;

/** Presses a button of the page and then the one of the question it asks. */
async function ask(page: Page, button: string, answer = button): Promise<void> {
	await page.getByRole("button", { name: button, exact: true }).first().click();
	await confirm(page, answer);
}

/** Both pictures of what is in sight now, by day and by night. */
async function keepBothThemes(page: Page, name: string): Promise<void> {
	await keepScreen(page, name);
	await page.emulateMedia({ colorScheme: "dark" });
	await page.locator("html.dark, html[data-theme=dark]").waitFor();
	await keepScreen(page, `${name}-dark`);
	await page.emulateMedia({ colorScheme: "light" });
}

/** Waits until the timeline shows that the operation has gone all its way, and the release serves. */
async function seeRelease(page: Page, kind: string, release: number): Promise<void> {
	const options = { timeout: 60_000 };
	await page
		.getByRole("region", { name: `Release ${release}` })
		.locator('[data-state="active"]')
		.waitFor(options);
	const timeline = page.getByRole("region", { name: `Operation · ${kind}` });
	await timeline.locator('[data-state="succeeded"]').first().waitFor(options);
	await timeline.locator('[data-step="verify"][data-step-state="succeeded"]').waitFor(options);
	await seeState(page, "ready");
}

test("a tenant leads a lease through its whole life on its page, without a reload", async () => {
	const { server, images } = dashboard;
	const context = await dashboard.visitor({ tenant: "acme" });
	const complaints = complaintsOf(context);
	const page = await context.newPage();
	const writes = { command: ["sh", "-c", "echo kept > /data/file; exec sleep 2147483"] };
	const services = { store: { ...service(images.keeper), ...writes }, talker: service(images.chatty) };
	await createLease(page, server, "life", { services });
	await page.evaluate(() => Object.assign(window, { neverReloaded: true }));
	await seeRelease(page, "provision", 1);

	await ask(page, "Stop");
	await seeState(page, "stopped");
	await keepScreen(page, "lease-stopped");
	await ask(page, "Start");
	await seeState(page, "ready");

	await page.getByRole("button", { name: "Update", exact: true }).click();
	await page.getByLabel("Manifest as JSON").fill(JSON.stringify({ services: { ...services, talker: service(images.sleeper) } }, null, 2));
	await page.getByLabel("Note, for the list of releases").fill("less talk");
	await page.getByRole("button", { name: "What would change?" }).click();
	const plan = page.getByRole("table", { name: "What release 2 would do" });
	await plan.getByRole("row", { name: /talker is replaced .* image/ }).waitFor();
	await plan.getByRole("row", { name: /store stays/ }).waitFor();
	await keepScreen(page, "change-plan");
	await page.getByRole("button", { name: "Update to release 2", exact: true }).click();
	await openTab(page, "Summary");
	await seeRelease(page, "update", 2);

	await openTab(page, "Settings");
	await page.getByLabel("Instances of talker").fill("2");
	await page.getByRole("button", { name: "Scale", exact: true }).click();
	await page.getByText("Manifest of release 3").waitFor({ timeout: 60_000 });
	await seeState(page, "ready");
	await page.getByLabel("Until").fill("2099-12-31T12:00");
	await page.getByRole("button", { name: "Set an end" }).click();
	await page.getByText(/closes by itself on Dec 31, 2099/).waitFor();
	await keepScreen(page, "lease-settings");

	await openTab(page, "Releases");
	await page.locator('[data-release="2"]').getByText("less talk").waitFor();
	await page.getByRole("button", { name: "Roll back to release 1" }).click();
	await confirm(page, "Roll back");
	await page.locator('[data-release="4"] [data-state="active"]').waitFor({ timeout: 60_000 });
	await keepBothThemes(page, "releases");

	await openTab(page, "Summary");
	await page.getByRole("button", { name: "Close", exact: true }).click();
	await page.getByRole("radio", { name: /Keep it for/ }).check();
	await keepScreen(page, "close-question");
	await confirm(page, "Close lease", "life");
	await seeState(page, "closed");
	// Those of the talkers hold nothing that they have written.
	await page.getByText(/1 volume of up to .* is kept until/).waitFor();
	await keepBothThemes(page, "retained-data");
	expect(await containers()).toEqual([]);

	await ask(page, "Reopen the lease", "Reopen");
	await seeState(page, "ready");
	expect(await page.evaluate(() => "neverReloaded" in window)).toBe(true);
	expect(complaints).toEqual([]);
	await context.close();
});

/** Walks with the Tab key until the control has the focus, as those do who have no pointer. */
async function tabTo(page: Page, target: Locator): Promise<void> {
	await target.waitFor();
	for (let presses = 0; presses < 80; presses++) {
		if (await target.evaluate((element) => element === document.activeElement)) return;
		await page.keyboard.press("Tab");
	}
	throw new Error(`the Tab key did not reach ${await target.textContent()}`);
}

async function press(page: Page, target: Locator): Promise<void> {
	await tabTo(page, target);
	await page.keyboard.press("Enter");
}

test("by keyboard alone: an update that never gets well is cancelled, the old release runs on, and the lease is closed for good", async () => {
	const { server, images } = dashboard;
	const { client } = await server.signIn("acme");
	const manifest = { services: { web: service(images.sleeper) } };
	const { leaseId } = await client.lease.provision.mutate({ name: "calm", items: [{ service: "web", sku: "micro" }], manifest });
	const context = await dashboard.visitor({ tenant: "acme" });
	const complaints = complaintsOf(context);
	const page = await context.newPage();
	await page.goto(`${server.url}/leases/${leaseId}`);
	await seeRelease(page, "provision", 1);
	const ill = { test: ["CMD", "false"], interval: "1s", timeout: "20s", start_period: "1h" };
	await client.lease.update.mutate({ leaseId, manifest: { services: { web: { ...service(images.sleeper), health_check: ill } } } });
	await page.locator('[data-step="verify"][data-step-state="running"]').getByText("waiting for health of web-0").waitFor();
	// Its successor would share its volume.
	await page.locator('[data-instance="web-0"] [data-state="stopped"]').waitFor();
	await keepScreen(page, "update-under-way");

	await press(page, page.getByRole("button", { name: "Cancel the update" }));
	await seeState(page, "ready");
	const ended = page.getByRole("region", { name: "Operation · update" });
	await ended.locator('[data-state="cancelled"]').waitFor();
	await ended.getByText("Release 1 runs on.").waitFor();
	await page.locator('[data-instance="web-0"] [data-state="running"]').waitFor();
	await page.getByRole("region", { name: "Release 1" }).locator('[data-state="active"]').waitFor();
	await keepScreen(page, "update-cancelled");
	await press(page, page.getByRole("link", { name: "Releases", exact: true }));
	await page.locator('[data-release="2"] [data-state="failed"]').waitFor();
	await page.locator('[data-release="1"] [data-state="active"]').waitFor();

	const close = page.getByRole("button", { name: "Close", exact: true });
	await press(page, close);
	const question = page.getByRole("dialog");
	await question.waitFor();
	await page.keyboard.press("Escape");
	await question.waitFor({ state: "detached" });
	expect(await close.evaluate((element) => element === document.activeElement)).toBe(true);
	await page.keyboard.press("Enter");
	await tabTo(page, question.getByRole("radio", { name: /Keep it for/ }));
	await page.keyboard.press("ArrowDown");
	await tabTo(page, question.getByRole("textbox"));
	await page.keyboard.type("calm");
	await keepScreen(page, "close-and-destroy");
	await press(page, question.getByRole("button", { name: "Close lease and destroy data" }));
	await seeState(page, "closed");
	await press(page, page.getByRole("link", { name: "Summary", exact: true }));
	await page.getByText("Nothing of it is kept").waitFor();
	await keepScreen(page, "lease-closed");
	expect((await containers()).filter((container) => container.leaseId === leaseId)).toEqual([]);
	expect((await client.retention.list.query({})).retentions.filter((kept) => kept.leaseId === leaseId && kept.state !== "reaping")).toEqual(
		[],
	);
	expect(complaints).toEqual([]);
	await context.close();
});
