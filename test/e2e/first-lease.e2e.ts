import { afterAll, beforeAll, expect, test } from "vitest";
import { keepScreen, takeLinkOn } from "../support/browser.ts";
import { confirm, createLease, type Dashboard, openTab, seeState, startDashboard } from "../support/dashboard.ts";
import { twoServices } from "../support/stack.ts";
import { waitUntil } from "../support/wait-until.ts";

let dashboard: Dashboard;
beforeAll(async () => {
	dashboard = await startDashboard();
});
afterAll(async () => {
	await dashboard?.[Symbol.asyncDispose]();
});

test("a tenant leases a stack, watches it come up, opens it, reads its logs, restarts it and closes it, without a reload", async () => {
	const context = await dashboard.visitor({ tenant: "acme" });
	const page = await context.newPage();
	const manifest = twoServices(dashboard.images);
	const services = { ...manifest.services, talker: { image: dashboard.images.chatty, stop_grace_period: "1s", init: true } };
	await createLease(page, dashboard.server, "shop", { services });
	await page.evaluate(() => Object.assign(window, { neverReloaded: true }));

	await seeState(page, "ready");
	await keepScreen(page, "lease-ready");
	await page.locator('[data-step="verify"][data-step-state="succeeded"]').waitFor();
	for (const instance of ["store-0", "web-0", "talker-0"])
		await page.locator(`[data-instance="${instance}"] [data-state="running"]`).waitFor();
	await page.locator('[data-instance="store-0"]').getByText("healthy").waitFor();

	const [opened] = await Promise.all([
		context.waitForEvent("page"),
		page
			.locator("section, div")
			.getByRole("link", { name: /opens in a new tab/ })
			.first()
			.click(),
	]);
	await opened.waitForLoadState();
	expect(await opened.content()).toContain("fixture");
	await opened.close();

	await openTab(page, "Logs");
	const log = page.getByRole("log");
	await page.getByTestId("log-count").getByText("80 lines").waitFor();
	await keepScreen(page, "lease-logs");
	// The page draws what is in sight, and the two streams of one process keep no order between them: each by itself ends with its last line.
	for (const [stream, mine, other] of [
		["stdout", "out 40", "err 40"],
		["stderr", "err 40", "out 40"],
	] as const) {
		await page.getByLabel("Stream", { exact: true }).selectOption(stream);
		await log.getByText(mine, { exact: true }).waitFor();
		await log.getByText(other, { exact: true }).waitFor({ state: "detached" });
	}

	await openTab(page, "Summary");
	await page.getByRole("button", { name: "Restart", exact: true }).click();
	await confirm(page, "Restart");
	await seeState(page, "restarting");
	await seeState(page, "ready");
	await page.getByText("Operation · restart").waitFor();

	await openTab(page, "Events");
	await page.getByText("replaceSucceeded").or(page.getByText("replace succeeded")).first().waitFor();
	await keepScreen(page, "lease-events");

	await page.getByRole("button", { name: "Close", exact: true }).first().click();
	await confirm(page, "Close lease", "shop");
	await seeState(page, "closed");
	expect(await page.evaluate(() => "neverReloaded" in window)).toBe(true);
	expect((await dashboard.host.leftovers(dashboard.database.database.installationId)).containers).toEqual([]);
	await context.close();
});

test("eight tabs stay live in one browser over HTTP/1.1, and all of them hear of a death", async () => {
	const context = await dashboard.visitor({ tenant: "acme" });
	const first = await context.newPage();
	const leaseId = await createLease(first, dashboard.server, "watched", {
		services: { talker: { image: dashboard.images.chatty, init: true, stop_grace_period: "1s" } },
	});
	await seeState(first, "ready");
	const pages = [first, ...(await Promise.all(Array.from({ length: 7 }, () => context.newPage())))];
	for (const page of pages.slice(1)) await page.goto(`${dashboard.server.url}/leases/${leaseId}`);
	for (const page of pages) {
		await seeState(page, "ready");
		await page.locator('[data-testid="stream-health"][data-health="live"]').waitFor();
	}
	const own = (await dashboard.host.leftovers(dashboard.database.database.installationId)).containers.filter(
		(container) => container.leaseId === leaseId,
	);
	await dashboard.host.docker.getContainer(own[0]?.id ?? "").kill();
	// One after the other in sight: a tab that is not may draw no frame for long, and what is not drawn cannot be seen.
	for (const page of pages) {
		await page.bringToFront();
		await seeState(page, "failed");
	}
	await first.bringToFront();

	const failure = first.getByRole("region", { name: "Failure" });
	await failure.getByText("ContainerExited").first().waitFor();
	await failure.getByText(/out 40/).waitFor();
	await keepScreen(first, "lease-failed");
	await context.close();
});

test("an admin sees every tenant's lease and the actor of each", async () => {
	const tenant = await dashboard.visitor({ tenant: "globex" });
	const page = await tenant.newPage();
	const leaseId = await createLease(page, dashboard.server, "globex-app", {
		services: { app: { image: dashboard.images.sleeper, init: true, stop_grace_period: "1s" } },
	});
	await seeState(page, "ready");

	const admin = await dashboard.visitor({}, { colorScheme: "dark" });
	const desk = await admin.newPage();
	await desk.goto(`${dashboard.server.url}/admin/leases`);
	await desk.getByRole("link", { name: "globex-app" }).first().waitFor();
	await desk.goto(`${dashboard.server.url}/admin/actors`);
	const row = desk.locator('[data-lease="globex-app"]');
	await row.locator('[data-state="ready"]').waitFor();
	await keepScreen(desk, "actors-dark");
	for (const heading of ["Lease", "State", "Inbox", "Now", "Step", "Stuck", "Last transition"])
		await desk.getByRole("columnheader", { name: heading, exact: true }).waitFor();
	await desk.goto(`${dashboard.server.url}/admin/preflight`);
	await desk.locator('[data-check="engine_reachable"]').waitFor();
	await keepScreen(desk, "preflight-dark");

	await page.getByRole("button", { name: "Close", exact: true }).first().click();
	await confirm(page, "Close lease", "globex-app");
	await row.locator('[data-state="closed"]').or(desk.locator('[data-check="engine_reachable"]')).first().waitFor();
	await seeState(page, "closed");

	// Another tenant's lease is nobody's business.
	const stranger = await dashboard.visitor({ tenant: "acme" });
	const other = await stranger.newPage();
	await other.goto(`${dashboard.server.url}/leases/${leaseId}`);
	await other.getByText("There is no such lease").waitFor();
	await other.goto(`${dashboard.server.url}/admin/actors`);
	await other.getByText("globex-app").waitFor({ state: "detached" });
	await Promise.all([tenant, admin, stranger].map((context) => context.close()));
});

test("what is wrong with a manifest is said beside it, and an image that is not allowed is refused before anything is made", async () => {
	const context = await dashboard.visitor({ tenant: "acme" });
	const page = await context.newPage();
	await page.goto(`${dashboard.server.url}/leases/new`);
	await page.getByRole("radio", { name: /Stack/ }).check();
	await page.getByLabel("Name", { exact: true }).fill("wrong");
	await page.getByLabel("Manifest as JSON").fill(JSON.stringify({ services: { a: { image: "localhost/x", privileged: true } } }));
	await page
		.getByText(/services\.a\.privileged/)
		.first()
		.waitFor();
	expect(await page.getByRole("button", { name: "Create lease" }).getAttribute("aria-disabled")).toBe("true");
	await page.getByLabel("Manifest as JSON").fill(JSON.stringify({ services: { a: { image: "ghcr.io/evil/x" } } }));
	await page
		.getByText(/ghcr\.io/)
		.first()
		.waitFor();
	await keepScreen(page, "new-lease");
	const { client } = await dashboard.server.signIn("acme");
	expect((await client.lease.list.query({ search: "wrong" })).leases).toEqual([]);
	await context.close();
});

test("a sign-in link works once, and says what to do when it was used", async () => {
	const link = await dashboard.server.signInLink("acme");
	const [one, two] = [await dashboard.visitor(), await dashboard.visitor()];
	const first = await one.newPage();
	// What looks at links before people do uses nothing up.
	const scanner = await two.newPage();
	await scanner.goto(link);
	await scanner.getByRole("button", { name: "Sign in with this link" }).waitFor();
	await scanner.close();
	await takeLinkOn(first, link);
	await first.getByRole("link", { name: "Leases" }).first().waitFor();
	const second = await two.newPage();
	await takeLinkOn(second, link);
	await second.getByRole("alert").first().waitFor();
	await second.getByLabel("Password").waitFor();
	await keepScreen(second, "sign-in-used");
	await Promise.all([one.close(), two.close()]);
});

test("the service goes away and comes back: pages say so, and go on by themselves", async () => {
	const context = await dashboard.visitor({ tenant: "acme" });
	const page = await context.newPage();
	await page.goto(`${dashboard.server.url}/leases`);
	const health = page.locator('[data-testid="stream-health"]');
	await waitUntil(async () => (await health.getAttribute("data-health")) === "live", { timeoutMs: 30_000, what: "a live stream" });
	await dashboard.server.kill();
	await waitUntil(async () => ["reconnecting", "offline"].includes((await health.getAttribute("data-health")) ?? ""), {
		timeoutMs: 30_000,
		what: "the page to say that it is cut off",
	});
	await dashboard.server.start();
	await waitUntil(async () => (await health.getAttribute("data-health")) === "live", { timeoutMs: 30_000, what: "a live stream again" });
	await context.close();
});

test("on a phone the list, a lease and the form are usable without scrolling sideways", async () => {
	const context = await dashboard.visitor({ tenant: "acme" }, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
	const page = await context.newPage();
	for (const path of ["/", "/leases", "/leases/new"]) {
		await page.goto(`${dashboard.server.url}${path}`);
		await page.getByRole("heading", { level: 1 }).waitFor();
		await page.evaluate(() => window.scrollTo(1_000, 0));
		expect(await page.evaluate(() => window.scrollX), path).toBe(0);
	}
	await keepScreen(page, "new-lease-phone");
	await context.close();
});
