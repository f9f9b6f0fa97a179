import type { BrowserContext, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openLogPage } from "../bench/logs/log-page.ts";
import { openWriter, PRINTER, PRINTER_PORT, type Writer } from "../bench/logs/writer.ts";
import { median } from "../bench/statistics.ts";
import { type Dashboard, startDashboard } from "../support/dashboard.ts";
import { isDeep } from "../support/deep.ts";
import { waitUntil } from "../support/wait-until.ts";

const MIB = 2 ** 20;
const PARTS = 6;
/** In the gate lines come ten times as fast as they do for half an hour in earnest, so that what each leaves behind adds up. */
const SOAK = isDeep ? { perSecond: 100, partMs: 300_000 } : { perSecond: 1_000, partMs: 10_000 };
const BURST = 5_000;
/** More than a page keeps: from here on each new line pushes an old one out. */
const FILL_MS = 4_000;
const GROWN_MIB_MAX = 1.5;

let dashboard: Dashboard;
let writer: Writer;
let leaseId: string;
const undo = new AsyncDisposableStack();
beforeAll(async () => {
	dashboard = undo.use(await startDashboard({ USAGE_INTERVAL: "1s" }));
	const { client } = await dashboard.server.signIn("acme");
	const manifest = {
		image: dashboard.images.sleeper,
		command: PRINTER,
		ports: { [`${PRINTER_PORT}/tcp`]: {} },
		init: true,
		stop_grace_period: "1s",
	};
	leaseId = (await client.lease.provision.mutate({ name: "busy", items: [{ sku: "micro" }], manifest })).leaseId;
	const portNow = async () => {
		const { state, endpoints } = await client.lease.get.query({ leaseId });
		return state === "ready" ? (endpoints[0]?.hostPort ?? null) : null;
	};
	await waitUntil(async () => (await portNow()) !== null, { timeoutMs: 90_000, what: "the lease to be ready" });
	writer = await openWriter((await portNow()) ?? 0);
	undo.defer(() => writer.close());
});
afterAll(() => undo.disposeAsync());

/** What the scripts of a page hold once all garbage is gone. */
async function heapOf(page: Page): Promise<() => Promise<number>> {
	const devtools: CDPSession = await page.context().newCDPSession(page);
	return async () => {
		// What the first collection finalizes, the second one frees.
		for (let times = 0; times < 2; times++) await devtools.send("HeapProfiler.collectGarbage");
		return (await devtools.send("Runtime.getHeapUsage")).usedSize / MIB;
	};
}

const grownOf = (heaps: readonly number[]) => median(heaps.slice(PARTS / 2)) - median(heaps.slice(0, PARTS / 2));

test(
	"the pages of a busy lease hold no more after a long time than after a short one",
	async () => {
		const signal = new AbortController().signal;
		const { server } = dashboard;
		const onEnd = (dispose: () => PromiseLike<void> | void) => undo.defer(async () => dispose());
		const log = await openLogPage(await server.signInLink("acme"), `${server.url}/leases/${leaseId}/logs`, { onEnd });
		const context: BrowserContext = await dashboard.visitor({ tenant: "acme" });
		const metrics = await context.newPage();
		await metrics.goto(`${server.url}/leases/${leaseId}/metrics`);
		await metrics.locator("canvas").first().waitFor();
		const heapOfMetrics = await heapOf(metrics);

		await writer.write(BURST, FILL_MS, signal);
		await writer.write(SOAK.perSecond, 2_000, signal);
		const heaps: { readonly log: number; readonly metrics: number }[] = [];
		for (let part = 0; part < PARTS; part++) {
			await writer.write(SOAK.perSecond, SOAK.partMs, signal);
			heaps.push({ log: (await log.heapBytes()) / MIB, metrics: await heapOfMetrics() });
		}
		const grown = { log: grownOf(heaps.map((heap) => heap.log)), metrics: grownOf(heaps.map((heap) => heap.metrics)) };
		console.log("heaps, MiB:", heaps.map((heap) => `${heap.log.toFixed(2)} and ${heap.metrics.toFixed(2)}`).join(", "));
		// Or the lines did not reach the page, and nothing was tried.
		await waitUntil(async () => log.received().lines.size + log.received().skipped > writer.count * 0.9, {
			timeoutMs: 60_000,
			what: "the lines to come",
		});
		expect(grown.log).toBeLessThan(GROWN_MIB_MAX);
		expect(grown.metrics).toBeLessThan(GROWN_MIB_MAX);
		await context.close();
	},
	SOAK.partMs * PARTS + 240_000,
);
