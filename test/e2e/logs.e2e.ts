import { readFile } from "node:fs/promises";
import type { Page, WebSocketRoute } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { violationsOf } from "../support/axe.ts";
import { keepScreen } from "../support/browser.ts";
import { confirm, createLease, type Dashboard, openTab, seeState, startDashboard } from "../support/dashboard.ts";
import { waitUntil } from "../support/wait-until.ts";

let dashboard: Dashboard;
beforeAll(async () => {
	dashboard = await startDashboard();
});
afterAll(async () => {
	await dashboard?.[Symbol.asyncDispose]();
});

const hostile = '<img src=x onerror="window.wasHit=1"><script>window.wasHit=1</script>';

// Three thousand lines at once, as a start is; then one of each kind, and a line now and then.
const noisy = [
	'i=0; while [ $i -lt 3000 ]; do echo "INFO line $i"; i=$((i+1)); done',
	'echo "WARN disk is filling"; echo "ERROR no route to needle-42"; echo "    at resolve (net.js:1)"; echo "plain to stderr" >&2',
	`printf '%s\\n' '${hostile}'`,
	`printf '%s\\n' '{"level":50,"msg":"request failed","path":"/cart","status":502}'`,
	'printf "\\033[31mred words\\033[0m\\n"; head -c 40000 /dev/zero | tr "\\\\0" x; echo',
	'n=0; while :; do echo "DEBUG tick $n"; n=$((n+1)); sleep 1; done',
].join("\n");

const manifestOf = (command: string) => ({
	services: { web: { image: dashboard.images.sleeper, command: ["sh", "-c", command], init: true, stop_grace_period: "1s" } },
});
const logOf = (page: Page) => page.getByRole("log");
const lineWith = (page: Page, text: string) => logOf(page).locator("[data-kind=line]").filter({ hasText: text });
const toolbarOf = (page: Page) => page.getByRole("toolbar", { name: "Log" });
const pressLevel = (page: Page, level: string) => toolbarOf(page).getByRole("button", { name: level, exact: true }).click();
const levelsShown = (page: Page) =>
	logOf(page)
		.locator("[data-kind=line]")
		.evaluateAll((rows) => [...new Set(rows.map((row) => row.getAttribute("data-level")))]);

/** Takes three lines out of the stream as a slow reader loses them, once: the page is told how many, and where. */
function loseThreeLines(socket: WebSocketRoute): void {
	const server = socket.connectToServer();
	let isDone = false;
	server.onMessage((said) => {
		const parsed = isDone ? null : JSON.parse(String(said));
		const messages = parsed?.result?.data?.data?.messages;
		if (!Array.isArray(messages) || messages.length < 10) return socket.send(said);
		const { service, instance, cursor } = messages[2];
		messages.splice(3, 3, { kind: "gap", cursor, skipped: 3, service, instance });
		isDone = true;
		socket.send(JSON.stringify(parsed));
	});
}

test("a noisy log is filtered, searched, folded, paged back to its beginning, linked to and saved, and what it writes stays text", async () => {
	const context = await dashboard.visitor({ tenant: "acme" });
	const page = await context.newPage();
	await createLease(page, dashboard.server, "noisy", manifestOf(noisy));
	await seeState(page, "ready");
	await openTab(page, "Logs");
	await lineWith(page, "DEBUG tick").first().waitFor();
	await page.getByTestId("log-health").getByText("live").waitFor();
	expect(await lineWith(page, hostile).count()).toBe(1);
	await keepScreen(page, "lease-logs");

	// Levels, in the address, and still there after a reload; the rest of a stack has the level of its first line.
	await pressLevel(page, "error");
	await lineWith(page, "at resolve").waitFor();
	expect(await levelsShown(page)).toEqual(["error"]);
	await page.waitForURL(/level=error/);
	await page.reload();
	await lineWith(page, "needle-42").waitFor();
	expect(await levelsShown(page)).toEqual(["error"]);

	// A JSON line shows its message; unfolded, a value of it becomes the filter.
	const failed = lineWith(page, "request failed");
	expect(await failed.textContent()).not.toContain("/cart");
	await failed.getByRole("button", { name: "Unfold the fields" }).click();
	await page.getByTestId("log-fields").getByText("502").waitFor();
	await page.getByTestId("log-fields").getByText("/cart").click();
	await page.waitForURL(/q=%2Fcart/);
	expect(await logOf(page).locator("[data-kind=line]").count()).toBe(1);
	await page.getByRole("button", { name: "Clear the filter" }).click();

	// Reading back stops the page and counts what comes.
	await page.getByTestId("log-pill").click();
	await logOf(page).hover();
	await page.mouse.wheel(0, -3_000);
	await page
		.getByTestId("log-pill")
		.getByText(/\d new/)
		.waitFor();
	await keepScreen(page, "lease-logs-detached");
	// Up to where the kept log begins, page by page.
	await waitUntil(
		async () => {
			await logOf(page).evaluate((log) => log.scrollTo(0, 0));
			await logOf(page).hover();
			await page.mouse.wheel(0, -400);
			return page.getByTestId("log-begin").isVisible();
		},
		{ timeoutMs: 60_000, what: "the log to be read back to its beginning" },
	);
	await logOf(page).evaluate((log) => log.scrollTo(0, 0));
	await lineWith(page, "INFO line 0").first().waitFor();

	// A link to a line leads there, from elsewhere in the log.
	await lineWith(page, "INFO line 7").first().getByRole("button").first().click();
	await page.getByTestId("log-selection").getByRole("button", { name: "Show around" }).click();
	await page.waitForURL(/at=/);
	const link = page.url();
	const other = await context.newPage();
	await other.goto(link);
	await lineWith(other, "INFO line 7").first().waitFor();
	expect(await lineWith(other, "DEBUG tick").count()).toBe(0);
	await other.close();
	await page
		.getByRole("button", { name: "Clear", exact: true })
		.click()
		.catch(() => undefined);

	// What is in no page is found on the server, which says how far it looked.
	await page.getByTestId("log-pill").click();
	const box = page.getByRole("searchbox", { name: "Search the log" });
	await box.fill("line 12\\d\\d$");
	await page.getByRole("button", { name: "Regular expression" }).click();
	await box.press("Enter");
	await page
		.getByTestId("log-search")
		.getByText(/^100 found; scanned .* to the end of the log\.$/)
		.waitFor();
	await page.getByTestId("log-matches").getByText("of 100").waitFor();
	expect(await violationsOf(page)).toEqual([]);
	await keepScreen(page, "lease-logs-search");

	// Saved is what passes the filter, all of it.
	await page.getByRole("button", { name: "Export" }).click();
	const [download] = await Promise.all([
		page.waitForEvent("download"),
		page.getByRole("menuitem", { name: "JSON lines", exact: true }).click(),
	]);
	const saved = (await readFile(await download.path(), "utf8")).trimEnd().split("\n");
	expect(saved.map((line) => JSON.parse(line).text)).toEqual(Array.from({ length: 100 }, (_, nth) => `INFO line ${1_200 + nth}`));
	await page.getByRole("button", { name: "Back to the log" }).click();
	await page.getByRole("button", { name: "Clear the filter" }).click();

	// A restart stands between the lines of both runs, with who asked for it.
	await logOf(page).focus();
	await page.keyboard.press("R");
	await confirm(page, "Restart");
	await logOf(page)
		.getByText(/restart, asked for by/)
		.waitFor();
	await seeState(page, "ready");
	expect(await page.evaluate(() => "wasHit" in window)).toBe(false);
	await context.close();
});

test("lines that were lost on the way are counted, and loaded where they belong", async () => {
	const context = await dashboard.visitor({ tenant: "acme" });
	const page = await context.newPage();
	await page.routeWebSocket(/\/trpc/, loseThreeLines);
	await createLease(page, dashboard.server, "gappy", manifestOf('i=0; while [ $i -lt 30 ]; do echo "n $i"; i=$((i+1)); done; sleep 1000'));
	await seeState(page, "ready");
	await openTab(page, "Logs");
	await page.getByTestId("log-skipped").getByText("3 lines skipped").waitFor();
	await logOf(page).locator("[data-kind=gap]").getByText("3 lines of web-0 skipped").waitFor();
	await keepScreen(page, "lease-logs-gap");
	await logOf(page).getByRole("button", { name: "Load them" }).click();
	await page.getByTestId("log-skipped").waitFor({ state: "detached" });
	const texts = await logOf(page)
		.locator("[data-kind=line]")
		.evaluateAll((rows) => rows.map((row) => row.textContent?.replace(/.*?n (\d+)$/, "$1")));
	expect(texts).toEqual(Array.from({ length: 30 }, (_, nth) => String(nth)));
	await context.close();
});

test("a phone and a dark page show the same log without anything that breaks the rules of access", async () => {
	const narrow = await dashboard.visitor({ tenant: "acme" }, { colorScheme: "dark", viewport: { width: 390, height: 844 } });
	const page = await narrow.newPage();
	await createLease(page, dashboard.server, "pocket", manifestOf(noisy));
	await seeState(page, "ready");
	await openTab(page, "Logs");
	await lineWith(page, "DEBUG tick").first().waitFor();
	await page.getByRole("button", { name: "Filters" }).click();
	await pressLevel(page, "warn");
	await lineWith(page, "disk is filling").waitFor();
	expect(await violationsOf(page)).toEqual([]);
	expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
	await keepScreen(page, "lease-logs-phone-dark");
	await page.setViewportSize({ width: 1360, height: 860 });
	await lineWith(page, "disk is filling").waitFor();
	await page.getByRole("button", { name: "Clear the filter" }).click();
	expect(await violationsOf(page)).toEqual([]);
	await keepScreen(page, "lease-logs-dark");
	await narrow.close();
});
