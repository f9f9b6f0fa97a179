import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keepScreen } from "../support/browser.ts";
import { type Dashboard, startDashboard } from "../support/dashboard.ts";
import { fillInstallation, HOSTILE } from "../support/full-installation.ts";
import { type PageWeight, weigh } from "../support/page-weight.ts";
import { waitUntil } from "../support/wait-until.ts";

const routes = fileURLToPath(new URL("../../apps/web/.next/app-path-routes-manifest.json", import.meta.url));

/** Of what a page is sent before anybody has touched it, as it is on the wire. */
const SCRIPT_BYTES = 200_000;
const DATA_BYTES = 128_000;
/** For so long frames of sockets are counted, at least. */
const WATCHED_MS = 3_000;
const TABS = 3;

/** Pages that show no text of somebody else's choice. */
const ownWords = /^\/(account|settings|sign-in|invitation|device|admin\/(config|preflight|images|operations))$/;

let dashboard: Dashboard;
let leaseId: string;
beforeAll(async () => {
	dashboard = await startDashboard();
	const { server, images, database } = dashboard;
	const { client, tenantId } = await server.signIn("crowded");
	const prints = 'i=0; while [ $i -lt 5000 ]; do echo "line $i $0"; i=$((i+1)); done; while :; do echo "tick $0"; sleep 1; done';
	const web = {
		image: images.keeper,
		command: ["sh", "-c", prints, HOSTILE],
		init: true,
		stop_grace_period: "1s",
		labels: { why: HOSTILE },
		env: { WHY: HOSTILE },
	};
	const asked = { name: "long", items: [{ service: "web", sku: "micro" }], manifest: { services: { web } } };
	leaseId = (await client.lease.provision.mutate(asked)).leaseId;
	const stateNow = async () => (await client.lease.get.query({ leaseId })).state;
	await waitUntil(async () => (await stateNow()) === "ready", { timeoutMs: 90_000, what: "the lease to be ready" });
	await fillInstallation({ databaseUrl: database.url, tenantId: tenantId ?? "", leaseId });
});
afterAll(async () => {
	await dashboard?.[Symbol.asyncDispose]();
});

async function pagesOfTheMap(): Promise<readonly string[]> {
	const paths: Readonly<Record<string, string>> = JSON.parse(await readFile(routes, "utf8"));
	return Object.entries(paths)
		.filter(([file, path]) => file.endsWith("/page") && !path.startsWith("/_"))
		.map(([, path]) => path.replaceAll(/\[\w+\]/g, leaseId));
}

/** Does the work for each, so many at once. */
async function eachOf<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
	const waiting = [...all];
	const lane = async () => {
		for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await work(one);
	};
	await Promise.all(Array.from({ length: TABS }, lane));
}

/** Who reads which page: a member, an admin, or somebody who is not signed in. */
async function readers(options: Parameters<Dashboard["visitor"]>[1] = {}): Promise<(path: string) => BrowserContext> {
	const [member, admin, stranger] = await Promise.all([
		dashboard.visitor({ tenant: "crowded" }, options),
		dashboard.visitor({}, options),
		dashboard.visitor(undefined, options),
	]);
	return (path) => (path.startsWith("/admin") ? admin : /^\/(sign-in|invitation)/.test(path) ? stranger : member);
}

const nameOf = (path: string) => path.replace(leaseId, "[leaseId]");

/** Opens a page as whoever reads it, and waits until it stands and nothing more comes. */
async function openAtRest(page: Page, path: string): Promise<PageWeight> {
	const scales = await weigh(page);
	await page.goto(`${dashboard.server.url}${path}`);
	await page.locator("main:not([aria-busy=true])").first().waitFor();
	await page.locator("main [aria-busy=true]").first().waitFor({ state: "detached" });
	const began = performance.now();
	const over = () => performance.now() - began;
	await waitUntil(async () => over() > WATCHED_MS && (scales.quietMs() > 500 || over() > 3 * WATCHED_MS), {
		timeoutMs: 60_000,
		what: "the first seconds of the page to be over",
	});
	return scales.read();
}

/** What is wrong with a page of hostile text, as wide as a screen and as narrow as a phone. */
async function faultsOf(page: Page, path: string): Promise<readonly string[]> {
	const faults: string[] = [];
	const found = await page.evaluate(() => ({
		isHit: "hacked" in window,
		made: document.querySelectorAll("[onerror], main img").length,
		text: document.body.textContent ?? "",
		values: [...document.querySelectorAll("input, textarea, option")].map((field) => (field as HTMLInputElement).value).join(),
	}));
	if (found.isHit || found.made > 0) faults.push("text became markup");
	if (!ownWords.test(path) && !`${found.text} ${found.values}`.includes("<img src=x"))
		faults.push("nothing hostile was shown, so nothing was tried");
	await page.setViewportSize({ width: 390, height: 844 });
	if (await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)) faults.push("wider than a phone");
	await keepScreen(page, `full${path.replace(leaseId, "lease").replaceAll("/", "-")}-phone`);
	return faults;
}

test("no page of a full installation is heavy, takes text for markup, or is wider than a phone", async () => {
	const whoReads = await readers();
	const weights: { readonly path: string; readonly weight: PageWeight }[] = [];
	const faults: Record<string, readonly string[]> = {};
	const pages = await pagesOfTheMap();
	expect(pages.length).toBeGreaterThan(35);
	await eachOf(pages, async (path) => {
		const page = await whoReads(path).newPage();
		weights.push({ path, weight: await openAtRest(page, path) });
		const found = await faultsOf(page, path);
		if (found.length > 0) faults[nameOf(path)] = found;
		await page.close();
	});
	const heaviest = (of: (weight: PageWeight) => number) =>
		weights
			.toSorted((a, b) => of(b.weight) - of(a.weight))
			.slice(0, 5)
			.map(({ path, weight }) => `${nameOf(path)} ${of(weight)}`);
	console.log("script:", heaviest(({ script }) => script.sent).join(", "));
	console.log("data:", heaviest(({ data }) => data.sent).join(", "));
	console.log("data, unpacked:", heaviest(({ data }) => data.plain).join(", "));
	const heavy = weights.filter(({ weight }) => weight.script.sent > SCRIPT_BYTES || weight.data.sent > DATA_BYTES);
	const tooHeavy = heavy.map(({ path, weight }) => [nameOf(path), weight.script.sent, weight.data.sent, ...weight.parts.slice(0, 4)]);
	expect({ tooHeavy, faults }).toEqual({ tooHeavy: [], faults: {} });
}, 600_000);

/** The colours of a part of the page, as they are drawn. */
async function coloursOf(page: Page, selector: string): Promise<number> {
	const place = page.locator(selector).locator("visible=true").first();
	await place.scrollIntoViewIfNeeded();
	const picture = (await place.screenshot({ animations: "disabled" })).toString("base64");
	return page.evaluate(async (text) => {
		const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
		const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
		const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
		const drawing = canvas.getContext("2d");
		if (drawing === null) throw new Error("no drawing");
		drawing.drawImage(bitmap, 0, 0);
		return new Set(new Uint32Array(drawing.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer)).size;
	}, picture);
}

test("every mark is still seen where the system chooses the colours", async () => {
	const whoReads = await readers({ forcedColors: "active" });
	const unseen: string[] = [];
	const marks = [
		["/leases", "tbody [data-state] svg"],
		["/usage", "tbody .drawn"],
		["/admin/capacity", "main .drawn-whole"],
		["/admin/fleet", "main [data-state] svg"],
	] as const;
	await eachOf(marks, async ([path, selector]) => {
		const page = await whoReads(path).newPage();
		await page.goto(`${dashboard.server.url}${path}`);
		await page.locator(selector).locator("visible=true").first().waitFor();
		if ((await coloursOf(page, selector)) < 2) unseen.push(`${path} ${selector}`);
		await keepScreen(page, `forced${path.replaceAll("/", "-")}`);
		await page.close();
	});
	expect(unseen).toEqual([]);
});
