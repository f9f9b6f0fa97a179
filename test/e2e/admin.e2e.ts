import { berthErrorOf } from "@berth/client";
import { DAY } from "@berth/core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { violationsOf } from "../support/axe.ts";
import { keepScreen } from "../support/browser.ts";
import { complaintsOf, confirm, type Dashboard, startDashboard } from "../support/dashboard.ts";
import { withClient } from "../support/postgres.ts";
import { waitUntil } from "../support/wait-until.ts";

let dashboard: Dashboard;
let page: Page;
beforeAll(async () => {
	dashboard = await startDashboard();
});
afterAll(async () => {
	await dashboard?.[Symbol.asyncDispose]();
});

/** Follows the link of the navigation, as a person would. */
async function open(label: string, path: string): Promise<void> {
	await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: label, exact: true }).click();
	await page.waitForURL((url) => url.pathname === path);
}

/** The page as it stands breaks no rule of access by day or by night, is no wider than a phone, and pictures of it are kept. */
async function keepPage(name: string): Promise<void> {
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

/** Presses a button, reads what it would do, and lets it be done. */
async function act(button: string, effect: RegExp, answer = button): Promise<void> {
	await page.getByRole("button", { name: button, exact: true }).click();
	await page.getByRole("dialog").getByText(effect).waitFor();
	await confirm(page, answer);
}

/** Days that a new installation does not have yet: with a gap in which nobody acted for the node. */
async function rememberHours(leaseId: string): Promise<void> {
	await withClient(dashboard.database.url, async (db) => {
		await db.query(`
			insert into node_hour
			select node.id, hour.at, 16000 + 16000 * abs(sin(extract(epoch from hour.at) / 86400)) * (hour.at < now() - interval '12 hours')::int,
				8::bigint << 30, 40::bigint << 30, 64000, 64::bigint << 30, 100::bigint << 30, jsonb_build_object('micro', 3 + extract(hour from hour.at)::int % 7)
			from node, generate_series(date_trunc('hour', now()) - interval '13 days', date_trunc('hour', now()) - interval '2 hours', interval '1 hour') as hour (at)
			where hour.at not between now() - interval '5 days' and now() - interval '4 days'
			on conflict do nothing`);
		await db.query("update node_hour set cpu_millis_reserved = 32000 where at = date_trunc('hour', now()) - interval '9 days'");
		await db.query(
			`insert into usage_hour (at, tenant_id, lease_id, service, measured_seconds, cpu_ms, memory_byte_seconds, disk_seconds, disk_byte_seconds)
			select node_hour.at, lease.tenant_id, lease.id, 'web', 3600, 9000000, 3600 * (2::bigint << 30), 3600, 3600 * (5::bigint << 30)
			from node_hour, lease where lease.id = $1 and node_hour.at < date_trunc('hour', now())`,
			[leaseId],
		);
		await db.query(
			"insert into usage_upkeep (id, due_at, roll_from_at) values (1, now(), date_trunc('hour', now()) - interval '1 hour') on conflict (id) do update set roll_from_at = greatest(usage_upkeep.roll_from_at, excluded.roll_from_at)",
		);
	});
}

const stray = `berth-e2e-stray-${process.pid}`;
const service = (image: string) => ({ image, init: true, stop_grace_period: "1s" });

test("an admin looks at every page of the installation and acts on an actor, an operation, a node, a size, a tenant and retained data", async () => {
	const { server, images } = dashboard;
	const desk = await dashboard.visitor({});
	const complaints = complaintsOf(desk);
	page = await desk.newPage();
	const { client } = await server.signIn("acme");
	const provision = async (name: string, image: string, over: object = {}) => {
		const manifest = { services: { web: { ...service(image), ...over } } };
		const { leaseId } = await client.lease.provision.mutate({ name, items: [{ service: "web", sku: "micro" }], manifest });
		return leaseId;
	};
	const stateOf = async (leaseId: string) => (await client.lease.get.query({ leaseId })).state;
	const reach = (leaseId: string, state: string) =>
		waitUntil(async () => (await stateOf(leaseId)) === state, { timeoutMs: 90_000, what: `the lease to be ${state}` });
	// Ours by its labels, and of nobody.
	const { docker } = dashboard.host;
	await docker.createNetwork({ Name: stray, Labels: { "berth.installation": dashboard.database.database.installationId } });
	// What was never written to is not kept.
	const writes = { command: ["sh", "-c", "echo kept > /data/file; exec sleep 2147483"] };
	const [calm, kept] = await Promise.all([provision("calm", images.sleeper), provision("kept", images.keeper, writes)]);
	await reach(calm, "ready");
	await rememberHours(calm);
	await reach(kept, "ready");
	await client.lease.close.mutate({ leaseId: kept, data: "retain" });
	// Its health never comes: an operation that stays under way until it is cancelled.
	const ill = { test: ["CMD", "false"], interval: "1s", timeout: "20s", start_period: "1h" };
	const stuck = await provision("never-well", images.sleeper, { health_check: ill });

	await page.goto(`${server.url}/admin`);
	await page.waitForURL(/\/admin\/fleet$/);
	for (const part of ["api", "database", "engine", "node"]) await page.locator(`[data-part="${part}"] [data-state="well"]`).waitFor();
	await page.getByRole("region", { name: "Operations in flight" }).getByRole("link", { name: "never-well" }).waitFor();
	await page.getByText("No actor is past its deadline").waitFor();
	await page
		.getByRole("region", { name: "Capacity" })
		.getByText(/of 64 CPU/)
		.waitFor();
	await keepPage("admin-fleet");

	await open("Operations", "/admin/operations");
	const asked = page.locator("[data-operation]", { hasText: "never-well" });
	await asked.getByText(/verify/).waitFor();
	await keepPage("admin-operations");

	await page.keyboard.press("g");
	await page.keyboard.press("a");
	await page.waitForURL(/\/admin\/actors$/);
	const row = page.locator('[data-lease="never-well"]');
	await row.locator('[data-run="busy"]').waitFor();
	await page.getByLabel("Tenant", { exact: true }).selectOption("acme");
	await page.getByLabel("State", { exact: true }).selectOption("provisioning");
	await page.waitForURL(/state=provisioning/);
	await page.locator('[data-lease="calm"]').waitFor({ state: "detached" });
	await page.getByRole("button", { name: /^Stuck/ }).click();
	await page.getByText("No actor passes the filters").waitFor();
	await page.getByRole("button", { name: "Clear the filters" }).click();
	await page.locator('[data-lease="calm"]').waitFor();
	await keepPage("admin-actors");

	await row.getByRole("link", { name: "never-well" }).click();
	await page
		.getByTestId("waits-for")
		.getByText(/Waits for the step verify/)
		.waitFor();
	await page.getByTestId("machine").locator('[data-machine-state="provisioning"][data-now]').waitFor();
	await page.getByTestId("machine").locator('[data-lit="nothing provisioning"]').waitFor({ state: "attached" });
	await page
		.locator('[data-step="verify"]')
		.getByText(/given up in/)
		.waitFor();
	await page.locator('[data-engine-call="containers.waitReady"]').waitFor();
	await keepPage("admin-actor-busy");
	await act("Cancel step", /asked to give up at the step verify/, "Cancel the provision");
	await page.getByTestId("actor-state").locator('[data-state="failed"]').waitFor();
	await page.getByTestId("machine").locator('[data-lit="provisioning failed"]').waitFor({ state: "attached" });
	await reach(stuck, "failed");

	await page.getByRole("link", { name: "Actors", exact: true }).last().click();
	await page.locator('[data-lease="calm"]').getByRole("link", { name: "calm" }).click();
	await page.getByTestId("actor-state").locator('[data-state="ready"]').waitFor();
	await act("Nudge", /compares the lease's row with its containers/);
	// It may be handled and forgotten before anybody looks; the log of what was handled tells of it.
	await page.getByText("Nudged: the node looks at it now").waitFor();
	await page.getByTestId("drift").getByText("They agree: its container is as the row says.").waitFor();
	await act("Restart actor", /goes on from the lease's row/);
	await page.getByText("Restarted: another actor goes on from the row").waitFor();
	await page.getByText("Restarts by hand").locator("xpath=following-sibling::dd[1]").getByText("1", { exact: true }).waitFor();
	await page.getByRole("table", { name: "Message log" }).getByText("reconcile: restarted by hand").waitFor();
	expect(await stateOf(calm)).toBe("ready");
	await act("Quarantine", /takes no work until an admin lifts it/);
	await page
		.getByTestId("waits-for")
		.getByText(/the quarantine to be lifted/)
		.waitFor();
	// Nothing mends it: so it can be looked at.
	const [running] = (await dashboard.host.leftovers(dashboard.database.database.installationId)).containers.filter(
		({ leaseId }) => leaseId === calm,
	);
	await docker.getContainer(running?.id ?? "").kill();
	await page.getByRole("button", { name: "Look again" }).click();
	await page
		.locator("[data-drift]")
		.getByText(/should run and does not/)
		.waitFor();
	await page.getByText("They differ, and nothing is mended while the actor is in quarantine.").waitFor();
	await client.lease.restart.mutate({ leaseId: calm });
	await page.getByTestId("actor-state").locator('[data-state="restarting"]').waitFor();
	await keepPage("admin-actor-quarantined");
	await act("Lift quarantine", /takes work again at once/);
	await page
		.getByTestId("waits-for")
		.getByText(/for nothing|for its timer/)
		.waitFor();
	await page.getByTestId("machine").locator('[data-lit="restarting ready"]').waitFor({ state: "attached" });
	await page.getByRole("table", { name: "Message log" }).locator('[data-state="ok"]').first().waitFor();

	await open("Events", "/admin/events");
	await page.locator('[data-event="quarantined"][data-event-of="calm"]').first().waitFor();
	await page.getByLabel("Lease, id or who").fill("never-well");
	await page.waitForURL(/q=never-well/);
	await page.locator('[data-event-of="calm"]').first().waitFor({ state: "detached" });
	await client.lease.close.mutate({ leaseId: stuck });
	await page
		.locator('[data-event="moved"]')
		.getByText(/→ closed/)
		.waitFor();
	await page.getByLabel("Lease, id or who").fill("");
	await keepPage("admin-events");

	await open("Nodes", "/admin/nodes");
	const node = page.locator('[data-node="node-1"]');
	await page.locator('[data-capability="memory-limit"]').waitFor();
	await act("Cordon", /takes no new leases until it is uncordoned. What is on it goes on: 1 lease of 1 tenant/);
	await node.locator('[data-state="cordoned"]').waitFor();
	expect(await provision("refused", images.sleeper).catch(berthErrorOf)).toMatchObject({
		code: "CAPACITY_EXHAUSTED",
		data: { which: "cordoned" },
	});
	await page.getByTestId("left-on-node").locator('[data-left="calm"]').waitFor();
	await keepPage("admin-nodes");
	await node.getByRole("button", { name: "Uncordon" }).click();
	await node.locator('[data-state="live"]').waitFor();

	await open("Capacity", "/admin/capacity");
	const trend = page.locator('[data-trend="node-1"]');
	await trend
		.getByRole("img", { name: /^CPU of node-1: .* leased now, at most 32 CPU in these days; 2.5 CPU used lately; the node has 64 CPU\.$/ })
		.waitFor();
	await page.getByRole("img", { name: /^micro: \d+ now, at most \d+$/ }).waitFor();
	await trend.getByText("The same as figures").first().click();
	await page.getByRole("table", { name: "CPU of node-1" }).getByText("32 CPU").first().waitFor();
	const more = page.locator('[data-fits="micro"]').getByText(/[1-9][\d,]* more/);
	await more.waitFor();
	await page.getByRole("button", { name: "New size" }).click();
	await page
		.getByLabel("Size", { exact: true })
		.or(page.getByLabel("Name", { exact: true }))
		.fill("odd");
	await page.getByRole("button", { name: "Offer size" }).click();
	const size = page.locator('[data-size="odd"]');
	await size.locator('[data-state="on offer"]').waitFor();
	await page.locator('[data-fits="odd"]').waitFor();
	await keepPage("admin-capacity");
	await size.getByRole("button", { name: "Retire odd" }).click();
	await size.locator('[data-state="retired"]').waitFor();
	expect((await client.sku.list.query({})).skus.map(({ name }) => name)).not.toContain("odd");
	await page.getByRole("button", { name: "Undo" }).click();
	await size.locator('[data-state="on offer"]').waitFor();

	await open("Tenants", "/admin/tenants");
	const tenant = page.locator('[data-tenant="acme"]');
	await tenant.getByRole("button", { name: "Limits of acme" }).click();
	await page.getByRole("dialog").getByText("has 1", { exact: true }).first().waitFor();
	await page.getByLabel("Leases at most", { exact: true }).fill("1");
	await confirm(page, "Save limits");
	await tenant.getByText("of 1", { exact: true }).waitFor();
	expect(await provision("over", images.sleeper).catch(berthErrorOf)).toMatchObject({ code: "QUOTA_EXCEEDED" });
	await tenant.getByRole("button", { name: "Suspend acme" }).click();
	await page
		.getByRole("dialog")
		.getByText(/Its 1 open lease runs on/)
		.waitFor();
	await confirm(page, "Suspend");
	await tenant.locator('[data-state="suspended"]').waitFor();
	await keepPage("admin-tenants");
	await tenant.getByRole("button", { name: "Resume acme" }).click();
	await tenant.locator('[data-state="suspended"]').waitFor({ state: "detached" });

	await open("Users", "/admin/users");
	const people = page.locator("[data-user]");
	await page.locator("[data-user]", { hasText: "you" }).getByText("admin", { exact: true }).first().waitFor();
	await page.getByLabel("Part of a name or an address").fill("nobody here");
	await page.getByText("Nobody is found").waitFor();
	await page.getByRole("button", { name: "Clear the search" }).click();
	const member = people.filter({ has: page.getByText("member", { exact: true }) }).first();
	const choose = async (item: string, effect: RegExp, answer = item, typed?: string) => {
		await member.getByRole("button", { name: /^Actions for/ }).click();
		await page.getByRole("menuitem", { name: item, exact: true }).click();
		await page.getByRole("dialog").getByText(effect).waitFor();
		await confirm(page, answer, typed);
	};
	await choose("Keep out", /1 session ends at once/);
	await member.locator('[data-state="kept out"]').waitFor();
	expect(await client.me.get.query().catch(berthErrorOf)).toMatchObject({ code: "UNAUTHENTICATED" });
	await keepPage("admin-users");
	await choose("Let in again", /may sign in/);
	await member.locator('[data-state="may sign in"]').waitFor();
	await member.getByRole("button", { name: /^Actions for/ }).click();
	await page.getByRole("menuitem", { name: "Sign-in link…" }).click();
	await page.getByRole("button", { name: "Make link" }).click();
	expect(await page.getByTestId("sign-in-link").textContent()).toContain(server.url);
	await page.getByRole("button", { name: "Done" }).click();
	const address = (await member.getAttribute("data-user")) ?? "";
	await member.getByRole("button", { name: /^Actions for/ }).click();
	await page.getByRole("menuitem", { name: "Make an admin" }).click();
	await confirm(page, "Make an admin");
	const risen = page.locator(`[data-user="${address}"]`);
	await risen.getByText("admin", { exact: true }).waitFor();
	await risen.getByRole("button", { name: /^Actions for/ }).click();
	await page.getByRole("menuitem", { name: "Take admin away" }).click();
	await confirm(page, "Take admin away");
	await risen.getByText("member", { exact: true }).waitFor();

	await open("Retention", "/admin/retention");
	const retained = page.locator('[data-retained="kept"]');
	await retained.locator('[data-state="restorable"]').waitFor();
	const expires = async () => Date.parse((await retained.locator("[data-expires]").getAttribute("data-expires")) ?? "");
	const before = await expires();
	await retained.getByRole("button", { name: "Extend the time of the data of kept" }).click();
	await confirm(page, "Keep it until then");
	await waitUntil(async () => (await expires()) > before + 6 * DAY, { timeoutMs: 30_000, what: "the new time to be shown" });
	await page.getByTestId("sweeps").waitFor();
	await keepPage("admin-retention");
	await page.getByRole("button", { name: "Orphans", exact: true }).click();
	await page.getByText("No orphan on this host").waitFor();
	const left = page.locator(`[data-leftover="${stray}"]`);
	await left.getByText("Its label names no tenant.").waitFor();
	await left.locator('[data-state="left alone"]').waitFor();
	await page.getByRole("button", { name: "Reap…" }).click();
	await page
		.getByRole("dialog")
		.getByText(/There is nothing to remove|1 thing would be removed/)
		.waitFor();
	await page.keyboard.press("Escape");
	await keepPage("admin-orphans");

	await open("Images", "/admin/images");
	await page.locator("[data-image]").first().waitFor();
	await page.getByRole("table", { name: "Images" }).getByText("1 lease").first().waitFor();
	await page.getByRole("button", { name: "Collect…" }).click();
	await page
		.getByRole("dialog")
		.getByText(/nothing to remove|would be removed/)
		.waitFor();
	await page.keyboard.press("Escape");
	await keepPage("admin-images");

	await open("Configuration", "/admin/config");
	const secret = page.locator('[data-setting="AUTH_SECRET"]');
	await secret.getByText("set, not shown").waitFor();
	expect(await page.content()).not.toContain("only-for-tests");
	await page.locator('[data-setting="NODE_NAME"]').getByText("environment").waitFor();
	await keepPage("admin-config");

	await open("Preflight", "/admin/preflight");
	await page.locator('[data-check="engine_reachable"]').waitFor();
	await page.getByRole("button", { name: "Run again" }).click();
	await page.getByRole("button", { name: "Run again" }).waitFor();
	await keepPage("admin-preflight");

	await open("Audit of all", "/admin/audit");
	for (const action of ["admin.node.cordon", "admin.actors.nudge", "admin.actors.restart", "admin.tenants.suspend", "admin.users.suspend"])
		await page.getByRole("button", { name: action, exact: true }).first().waitFor();
	await keepPage("admin-audit");

	await open("All leases", "/admin/leases");
	await page.getByRole("link", { name: "calm" }).first().waitFor();
	await keepPage("admin-leases");
	// What was refused on purpose was asked by the test itself, not by the page.
	expect(complaints).toEqual([]);
	await desk.close();
});
