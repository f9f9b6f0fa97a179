import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { violationsOf } from "../support/axe.ts";
import { keepScreen } from "../support/browser.ts";
import { confirm, type Dashboard, startDashboard } from "../support/dashboard.ts";
import { waitUntil } from "../support/wait-until.ts";

let dashboard: Dashboard;
beforeAll(async () => {
	// The receiver is on this machine.
	dashboard = await startDashboard({ ALLOW_PRIVATE_CALLBACKS: "true" });
});
afterAll(async () => {
	await dashboard?.[Symbol.asyncDispose]();
});

/** Somewhere to be told, and the types that were. */
async function receiver() {
	const told: { readonly type: string; readonly signature: string }[] = [];
	const server = createServer((req, res) => {
		told.push({ type: String(req.headers["x-berth-event"]), signature: String(req.headers["x-berth-signature"]) });
		res.end("thanks");
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	return {
		told,
		url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/hook`,
		[Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
	};
}

/** Looks at a page as it is in both themes and as narrow as a phone: nothing of it is in nobody's reach. */
async function look(page: Page, name: string): Promise<void> {
	for (const scheme of ["light", "dark"] as const) {
		await page.emulateMedia({ colorScheme: scheme });
		expect([name, scheme, await violationsOf(page)]).toEqual([name, scheme, []]);
		await keepScreen(page, `${name}-${scheme}`);
	}
	await page.setViewportSize({ width: 390, height: 844 });
	expect(await violationsOf(page)).toEqual([]);
	// What is wider than the page scrolls within its own table.
	expect(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(true);
	await keepScreen(page, `${name}-narrow`);
	await page.setViewportSize({ width: 1360, height: 860 });
}

/** Adds a webhook that is told when a lease is ready, and closes the dialog of its secret. */
async function addWebhook(page: Page, url: string): Promise<string> {
	await page.getByRole("button", { name: "Add webhook" }).click();
	await page.getByLabel("Address").fill(url);
	await page.getByLabel("What it is for").fill("tells the team");
	await page.getByRole("checkbox", { name: "lease.ready" }).check();
	expect(await violationsOf(page)).toEqual([]);
	await page.getByRole("button", { name: "Add", exact: true }).click();
	const secret = (await page.getByTestId("webhook-secret").textContent()) ?? "";
	await page.getByRole("button", { name: "Done" }).click();
	return secret;
}

async function download(context: BrowserContext, page: Page, link: string): Promise<string> {
	const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: link, exact: true }).click()]);
	expect(context.pages()).toContain(page);
	return readFile(await file.path(), "utf8");
}

test("an owner has a webhook told, sees what it was told, sends it again and takes a new secret; the audit log says who did it", async () => {
	await using hook = await receiver();
	const { server, images } = dashboard;
	const context = await dashboard.visitor({ tenant: "acme" });
	const page = await context.newPage();
	await page.goto(`${server.url}/webhooks`);
	await page.getByText("Nothing is told of events yet").waitFor();
	expect(await violationsOf(page)).toEqual([]);
	const secret = await addWebhook(page, hook.url);
	const table = page.getByRole("table", { name: "Webhooks", exact: true });
	await table.getByText("tells the team").waitFor();
	expect(await page.content()).not.toContain(secret);

	const { client } = await server.signIn("acme");
	const { leaseId } = await client.lease.provision.mutate({
		name: "told",
		items: [{ sku: "micro" }],
		manifest: { image: images.sleeper },
	});
	await table.getByRole("button", { name: `Deliveries of ${hook.url}` }).click();
	const deliveries = page.getByRole("table", { name: `Deliveries to ${hook.url}` });
	// Seen on the page that is open, without a press of anything.
	const row = deliveries.getByRole("row").filter({ hasText: "lease.ready" });
	await waitUntil(() => hook.told.length > 0, { timeoutMs: 120_000, what: "the receiver to be told" });
	await page.reload();
	await row.getByText("arrived").waitFor();
	await row.getByText("told", { exact: true }).waitFor();
	await row.getByRole("button", { name: "Tries" }).click();
	await page.getByRole("list", { name: "Tries" }).getByText("thanks").waitFor();
	await look(page, "webhooks");

	await row.getByRole("button", { name: "Send again" }).click();
	await waitUntil(() => hook.told.length > 1, { timeoutMs: 60_000, what: "it to be sent again" });
	await table.getByRole("button", { name: `New secret for ${hook.url}` }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Make a new secret" }).click();
	const next = await page.getByTestId("webhook-secret").textContent();
	expect(next).not.toBe(secret);
	await page.getByRole("button", { name: "Done" }).click();
	await table.getByRole("button", { name: `Test ${hook.url}` }).click();
	await waitUntil(() => hook.told.length > 2, { timeoutMs: 60_000, what: "the ping" });
	expect(hook.told.map(({ type, signature }) => [type, signature.split("sha256=").length - 1])).toEqual([
		["lease.ready", 1],
		["lease.ready", 1],
		["ping", 2],
	]);

	await page.goto(`${server.url}/audit`);
	const log = page.getByRole("table", { name: "Audit", exact: true });
	for (const action of ["webhook.create", "lease.provision", "webhook.redeliver", "webhook.rotate", "webhook.test"])
		await log.getByRole("button", { name: action }).first().waitFor();
	await look(page, "audit");
	await log.getByRole("button", { name: "lease.provision" }).first().click();
	await page.waitForURL(/action=lease\.provision/);
	await waitUntil(async () => (await log.getByRole("button", { name: "webhook.create" }).count()) === 0, {
		timeoutMs: 60_000,
		what: "the filter to be in force",
	});
	const lines = (await download(context, page, "NDJSON")).trimEnd().split("\n");
	expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ action: "lease.provision", target: { kind: "lease", id: leaseId } }]);
	expect(await download(context, page, "CSV")).toContain("lease.provision,lease,");

	await page.goto(`${server.url}/webhooks`);
	await table.getByRole("button", { name: `Remove ${hook.url}` }).click();
	await confirm(page, "Remove");
	await page.getByText("Nothing is told of events yet").waitFor();
});

test("an admin has webhooks of the installation, which can be told of stuck actors, and reads the log of all", async () => {
	await using hook = await receiver();
	const { server } = dashboard;
	const page = await (await dashboard.visitor({})).newPage();
	await page.goto(`${server.url}/admin/webhooks`);
	await page.getByRole("button", { name: "Add webhook" }).click();
	await page.getByLabel("Address").fill(hook.url);
	await page.getByRole("checkbox", { name: "actor.stuck" }).check();
	await page.getByRole("button", { name: "Add", exact: true }).click();
	await page.getByRole("button", { name: "Done" }).click();
	const table = page.getByRole("table", { name: "Webhooks of all" });
	await table.getByRole("button", { name: `Test ${hook.url}` }).click();
	await waitUntil(() => hook.told.length > 0, { timeoutMs: 60_000, what: "the ping" });
	await table.getByRole("button", { name: `Deliveries of ${hook.url}` }).click();
	await page
		.getByRole("table", { name: `Deliveries to ${hook.url}` })
		.getByText("ping")
		.waitFor();
	await look(page, "admin-webhooks");
	await page.goto(`${server.url}/admin/audit`);
	const log = page.getByRole("table", { name: "Audit of all" });
	await log.getByRole("button", { name: "admin.webhooks.create" }).first().waitFor();
	await look(page, "admin-audit");
});
