import type { Browser, BrowserContext, Page } from "playwright-core";
import { onTestFailed } from "vitest";
import { type BerthServer, createBerthServer } from "./berth-server.ts";
import { keepScreen, startBrowser, takeLinkOn } from "./browser.ts";
import { createDockerHost, type DockerHostView } from "./docker-host.ts";
import { ensureFixtureImages, type FixtureImages } from "./fixture-images.ts";
import { createTestDatabase, type TestDatabase } from "./postgres.ts";
import { startWebServer } from "./web-server.ts";

/** Everything a person meets: database, service, pages and a browser, all real. */
export interface Dashboard extends AsyncDisposable {
	readonly images: FixtureImages;
	readonly database: TestDatabase;
	readonly host: DockerHostView;
	readonly server: BerthServer;
	/** A browser of its own, with nothing remembered; it is signed in by a one-use link when `who` is given. */
	visitor(who?: { readonly tenant?: string }, options?: Parameters<Browser["newContext"]>[0]): Promise<BrowserContext>;
}

export async function startDashboard(env: Readonly<Record<string, string>> = {}): Promise<Dashboard> {
	await using stack = new AsyncDisposableStack();
	const images = await ensureFixtureImages();
	const database = stack.use(await createTestDatabase());
	const host = createDockerHost();
	stack.defer(() => host.sweep(database.database.installationId));
	const web = stack.use(await startWebServer());
	const server = stack.use(await createBerthServer({ databaseUrl: database.url, env: { WEB_URL: web.url, ...env } }));
	await server.start();
	const browser = await startBrowser();
	stack.defer(() => browser.close());
	const owned = stack.move();
	return {
		images,
		database,
		host,
		server,
		async visitor(who, options) {
			const context = await browser.newContext({ viewport: { width: 1360, height: 860 }, ...options });
			context.setDefaultTimeout(60_000);
			// What a failing test saw says more than what it waited for.
			onTestFailed(async ({ task }) => {
				for (const [at, page] of context.pages().entries())
					await keepScreen(page, `failed-${task.name.slice(0, 40).replaceAll(/\W+/g, "-")}-${at}`);
			});
			if (who !== undefined) {
				const page = await context.newPage();
				await takeLinkOn(page, await server.signInLink(who.tenant));
				await page.getByRole("navigation").first().waitFor();
				await page.close();
			}
			return context;
		},
		[Symbol.asyncDispose]: () => owned.disposeAsync(),
	};
}

/** What the browser complained of in any page of the context so far: errors that nobody caught, and error lines of the console. */
export function complaintsOf(context: BrowserContext): readonly string[] {
	const heard: string[] = [];
	context.on("weberror", (said) => heard.push(said.error().message));
	context.on("console", (said) => {
		if (said.type() === "error") heard.push(said.text());
	});
	return heard;
}

/** Fills the form of a new lease and sends it; resolves with the lease's id, on its own page. */
export async function createLease(page: Page, server: BerthServer, name: string, manifest: object): Promise<string> {
	await page.goto(`${server.url}/leases/new`);
	await page.getByRole("radio", { name: /Stack/ }).check();
	await page.getByLabel("Name", { exact: true }).fill(name);
	await page.getByRole("radio", { name: /micro/ }).check();
	await page.getByLabel("Manifest as JSON").fill(JSON.stringify(manifest, null, 2));
	await page.getByRole("button", { name: "Create lease" }).click();
	await page.waitForURL(/\/leases\/[0-9a-f-]{36}$/);
	return /\/leases\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? "";
}

/** Answers the question that is open with the button named, having typed what it wants typed. */
export async function confirm(page: Page, button: string, typed?: string): Promise<void> {
	const dialog = page.getByRole("dialog");
	await dialog.waitFor();
	if (typed !== undefined) await dialog.getByRole("textbox").fill(typed);
	await dialog.getByRole("button", { name: button, exact: true }).click();
	await dialog.waitFor({ state: "detached" });
}

/** Opens one of the lease's tabs. */
export const openTab = (page: Page, name: string): Promise<void> =>
	page.getByRole("navigation", { name: "Lease" }).getByRole("link", { name }).click();

/** Waits until the lease's own head says the state; the page must not have been loaded anew for it. */
export async function seeState(page: Page, word: string): Promise<void> {
	await page.locator(`[data-testid=lease-state] [data-state="${word}"]`).waitFor({ timeout: 60_000 });
}
