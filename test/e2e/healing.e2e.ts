import type { BrowserContext, Page, WebSocketRoute } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLease, type Dashboard, seeState, startDashboard } from "../support/dashboard.ts";
import { waitUntil } from "../support/wait-until.ts";

let dashboard: Dashboard;
beforeAll(async () => {
	dashboard = await startDashboard();
});
afterAll(async () => {
	await dashboard?.[Symbol.asyncDispose]();
});

/** Longer than the page's own patience with a silent socket, as a laptop that was shut for a moment. */
const GAP_MS = 32_000;

/** A container that counts, under a name of its own for each of its runs. */
const counting = 'run=$(cat /proc/sys/kernel/random/uuid); n=0; while :; do echo "tick $run $n"; n=$((n+1)); sleep 0.5; done';
const manifestOf = (image: string) => ({
	services: { web: { image, command: ["sh", "-c", counting], init: true, stop_grace_period: "1s" } },
});

/** The network between the pages of a context and the service. While it is cut, an open socket is silent and no other opens. */
async function networkOf(context: BrowserContext) {
	let isCut = false;
	await context.routeWebSocket(/\/trpc/, (page: WebSocketRoute) => {
		if (isCut) return void page.close({ code: 1001 });
		const server = page.connectToServer();
		page.onMessage((said) => {
			if (!isCut) server.send(said);
		});
		server.onMessage((said) => {
			if (!isCut) page.send(said);
		});
	});
	return async (cut: boolean) => {
		isCut = cut;
		await context.setOffline(cut);
	};
}

/** The numbers of each run's lines that stand in the page's log, in the order in which they stand there. */
async function ticksOf(page: Page): Promise<ReadonlyMap<string, readonly number[]>> {
	const texts = await page
		.getByRole("log")
		.locator("[data-kind=line]")
		.evaluateAll((rows) => rows.map((row) => row.textContent ?? ""));
	const runs = new Map<string, number[]>();
	for (const text of texts) {
		const [, run, nth] = /tick ([0-9a-f-]{36}) (\d+)/.exec(text) ?? [];
		if (run !== undefined) runs.set(run, [...(runs.get(run) ?? []), Number(nth)]);
	}
	return runs;
}

/** Every line once, from a run's first. */
async function expectWhole(page: Page, runs: number): Promise<void> {
	const ticks = await ticksOf(page);
	expect(ticks.size).toBe(runs);
	for (const numbers of ticks.values()) expect(numbers).toEqual(numbers.map((_, at) => at));
	expect(await page.getByRole("log").locator("[data-kind=gap]").count()).toBe(0);
}

const eventsOn = (page: Page) =>
	page.locator("tr[data-seq]").evaluateAll((rows) => rows.map((row) => Number(row.getAttribute("data-seq"))));

/** All events that the service has, newest first, each once. */
async function expectAllEvents(page: Page, newest: number): Promise<void> {
	await waitUntil(async () => (await eventsOn(page))[0] === newest, { timeoutMs: 60_000, what: `event ${newest} to stand on the page` });
	expect(await eventsOn(page)).toEqual(Array.from({ length: newest }, (_, at) => newest - at));
}

/** The list as the service has it: each lease once, in its place and its state. */
async function expectWholeList(page: Page, stored: () => Promise<readonly string[]>): Promise<void> {
	const shown = () =>
		page
			.locator("tr[data-lease]")
			.evaluateAll((rows) =>
				rows.map((row) => `${row.getAttribute("data-lease")} ${row.querySelector("[data-state]")?.getAttribute("data-state")}`),
			);
	let wanted: readonly string[] = [];
	await waitUntil(
		async () => {
			wanted = await stored();
			return JSON.stringify(await shown()) === JSON.stringify(wanted);
		},
		{ timeoutMs: 60_000, what: "the list to show what the service has" },
	);
	expect(new Set(wanted).size).toBe(wanted.length);
}

test("list, timeline and log are whole after half a minute without a network and after the service was started anew", async () => {
	const { server, images } = dashboard;
	// High enough that a whole log stands in the document.
	const context = await dashboard.visitor({ tenant: "acme" }, { viewport: { width: 1360, height: 8_000 } });
	const cut = await networkOf(context);
	const { client } = await server.signIn("acme");
	const timeline = await context.newPage();
	const leaseId = await createLease(timeline, server, "sleeper", manifestOf(images.sleeper));
	await seeState(timeline, "ready");
	await timeline.goto(`${server.url}/leases/${leaseId}/events`);
	const list = await context.newPage();
	await list.goto(`${server.url}/leases`);
	const row = (name: string) => list.locator(`[data-lease="${name}"]`);
	await row("sleeper").locator('[data-state="ready"]').waitFor();
	const log = await context.newPage();
	await log.goto(`${server.url}/leases/${leaseId}/logs`);
	await log.getByText(/tick \S+ 3$/).waitFor();
	const newestOf = async () => Math.max(...(await client.event.list.query({ leaseId })).events.map(({ seq }) => seq));

	const stored = async () => (await client.lease.list.query()).leases.map(({ name, state }) => `${name} ${state}`);
	const make = (name: string) =>
		client.lease.provision.mutate({ name, items: [{ sku: "micro", service: "web" }], manifest: manifestOf(images.sleeper) });
	const { leaseId: goner } = await make("goner");
	await row("goner").locator('[data-state="ready"]').waitFor();

	await cut(true);
	const cutAt = performance.now();
	await client.lease.restart.mutate({ leaseId });
	await waitUntil(async () => (await client.lease.get.query({ leaseId })).state === "ready", { timeoutMs: 60_000, what: "the restart" });
	await make("newcomer");
	// What comes and what goes meanwhile.
	await client.lease.close.mutate({ leaseId: goner, data: "retain" });
	await waitUntil(async () => performance.now() - cutAt > GAP_MS, { timeoutMs: 2 * GAP_MS, what: "the gap to be over" });
	// Nothing of it was heard, or the test is none.
	expect(await row("newcomer").count()).toBe(0);
	expect((await ticksOf(log)).size).toBe(1);
	await cut(false);

	await row("newcomer").locator('[data-state="ready"]').waitFor();
	await row("goner").waitFor({ state: "detached" });
	await expectWholeList(list, stored);
	await expectAllEvents(timeline, await newestOf());
	await waitUntil(async () => (await ticksOf(log)).size === 2, { timeoutMs: 60_000, what: "the lines of the second run" });
	await expectWhole(log, 2);

	const before = [...(await ticksOf(log)).values()].at(-1)?.length ?? 0;
	await server.kill();
	await server.start();
	await client.lease.restart.mutate({ leaseId });
	await make("latecomer");
	await waitUntil(async () => (await ticksOf(log)).size === 3, { timeoutMs: 60_000, what: "the lines of the third run" });
	await expectWhole(log, 3);
	expect([...(await ticksOf(log)).values()][1]?.length).toBeGreaterThanOrEqual(before);
	await row("latecomer").locator('[data-state="ready"]').waitFor();
	await expectWholeList(list, stored);
	await expectAllEvents(timeline, await newestOf());
	await context.close();
});
