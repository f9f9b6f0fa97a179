import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { violationsOf } from "../support/axe.ts";
import { keepScreen } from "../support/browser.ts";
import { type CommandLine, createCommandLine } from "../support/command-line.ts";
import { complaintsOf, confirm, type Dashboard, startDashboard } from "../support/dashboard.ts";
import { withClient } from "../support/postgres.ts";
import { waitUntil } from "../support/wait-until.ts";

const PASSWORD = "correct horse battery";
/** Nothing of who one is comes from the environment. */
const alone = { BERTH_URL: "", BERTH_API_KEY: "" };

let dashboard: Dashboard;
let line: CommandLine;
beforeAll(async () => {
	dashboard = await startDashboard();
	line = await createCommandLine({ url: dashboard.server.url, key: "", secrets: [] });
});
afterAll(async () => {
	await line?.[Symbol.asyncDispose]();
	await dashboard?.[Symbol.asyncDispose]();
});

/** The page as it stands breaks no rule of access by day or by night, is no wider than a phone, and pictures of it are kept. */
async function keepPage(page: Page, name: string): Promise<void> {
	for (const theme of ["light", "dark"] as const) {
		await page.emulateMedia({ colorScheme: theme });
		await page.locator(`html[data-theme=${theme}]`).waitFor();
		expect(await violationsOf(page), `${name} ${theme}`).toEqual([]);
		await keepScreen(page, `${name}-${theme}`);
	}
	await page.emulateMedia({ colorScheme: "light" });
	await page.setViewportSize({ width: 390, height: 844 });
	expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), name).toBe(true);
	await keepScreen(page, `${name}-phone`);
	await page.setViewportSize({ width: 1360, height: 860 });
}

/** Begins a login in a terminal, and reads there what a person would. */
async function begin(args: readonly string[] = []) {
	const running = line.start(["login", dashboard.server.url, "--no-browser", ...args], { env: alone });
	const url = await waitUntil(() => /http\S+\/device\?code=\S+/.exec(running.told())?.[0] ?? null, {
		timeoutMs: 60_000,
		what: "the address",
	});
	const code = /code ([A-Z]{4}-[A-Z]{4})/.exec(running.told())?.[1] ?? "";
	expect(url).toBe(`${dashboard.server.url}/device?code=${code}`);
	return { running, url, code };
}

test("somebody logs in a terminal from the sign-in on, with what they choose of what it asks for, and ends it among their keys", async () => {
	const { server } = dashboard;
	const { client } = await server.signIn("acme");
	await client.me.setPassword.mutate({ newPassword: PASSWORD });
	const { email } = (await client.me.get.query()).user;
	const { running, url, code } = await begin(["--name", "e2e"]);

	// Nobody is signed in: the way leads over the sign-in and back to the very code.
	const context = await dashboard.visitor();
	const complaints = complaintsOf(context);
	const page = await context.newPage();
	await page.goto(url);
	await page.getByLabel("E-mail").fill(email);
	await page.getByLabel("Password").fill(PASSWORD);
	await page.getByRole("button", { name: "Sign in", exact: true }).click();
	await page.getByTestId("user-code").getByText(code, { exact: true }).waitFor();
	expect(page.url()).toBe(url);
	await keepPage(page, "device-asked");

	// Nothing is given by being looked at, nor before the codes were compared; then by the keyboard alone.
	await page.reload();
	const letIn = page.getByRole("button", { name: /^Let it in/ });
	await letIn.click({ force: true });
	await page.getByRole("checkbox", { name: /^exec/ }).uncheck();
	await page.getByRole("checkbox", { name: /^write/ }).uncheck();
	await page.getByRole("checkbox", { name: /^read:sensitive/ }).uncheck();
	await page.getByRole("checkbox", { name: /^deploy/ }).check();
	await page.getByLabel("Good for").selectOption("7");
	await page.getByRole("checkbox", { name: /my terminal shows the same code/ }).focus();
	await page.keyboard.press("Space");
	await page.keyboard.press("Tab");
	await page.keyboard.press("Tab");
	await page.keyboard.press("Enter");
	await page.getByRole("heading", { name: "It is in" }).waitFor();
	await keepPage(page, "device-done");

	const ended = await running.ended;
	expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining(`Logged in to ${server.url} as ${email}`) });
	expect(ended.stdout + ended.stderr).not.toMatch(/berth_[0-9a-f]{32}_/);
	expect((await line.run(["ls"], { env: alone })).code).toBe(0);
	const refused = await line.run(["keys", "create", "more", "--scope", "read", "--json"], { env: alone });
	expect([refused.code, JSON.parse(refused.stderr).error.data]).toEqual([6, { scope: "write" }]);

	await page.getByRole("link", { name: "See the keys" }).click();
	const row = page.getByRole("row").filter({ hasText: /^berth@/ });
	await row.getByText("deploy", { exact: true }).waitFor();
	await page.getByRole("link", { name: "Sign in from the command line" }).waitFor();
	const name = (await row.getAttribute("data-key")) ?? "";
	await row.getByRole("button", { name: /^Revoke/ }).click();
	await confirm(page, "Revoke key", name);
	await row.waitFor({ state: "detached" });
	expect((await line.run(["ls"], { env: alone })).code).toBe(6);

	// A code that was used says so, to whoever comes with it.
	await page.goto(url);
	await page.getByRole("heading", { name: "This code was used already" }).waitFor();
	await keepPage(page, "device-used");
	expect(complaints.filter((said) => !/401|status of 4/.test(said))).toEqual([]);
	await context.close();
});

test("a code is typed, a wrong one is told from one that is over, and what is denied is told in the terminal", async () => {
	const { server, database } = dashboard;
	const context = await dashboard.visitor({ tenant: "acme" });
	const page = await context.newPage();
	await page.goto(`${server.url}/keys`);
	await page.getByRole("link", { name: "Sign in from the command line" }).click();
	await page.getByText(`berth login ${server.url}`).waitFor();
	await keepPage(page, "device-code");
	const type = async (code: string) => {
		await page.getByRole("textbox", { name: "Code" }).fill(code);
		await page.keyboard.press("Enter");
	};
	await type("zzzz zzzz");
	await page.getByText("There is no such code").waitFor();
	await keepPage(page, "device-unknown");

	const { running, code } = await begin(["--name", "denied"]);
	await type(code.toLowerCase().replace("-", ""));
	await page.getByTestId("user-code").getByText(code, { exact: true }).waitFor();
	await page.getByRole("button", { name: "Deny" }).click();
	await page.getByRole("heading", { name: "It was denied" }).waitFor();
	expect(await running.ended).toMatchObject({ code: 4, stderr: expect.stringContaining("denied in the browser") });

	const late = await begin(["--name", "late"]);
	await page.getByRole("button", { name: "Another code" }).click();
	await withClient(database.url, (client) =>
		client.query("update device_login set expires_at = now() where confirmed_at is null and denied_at is null"),
	);
	await type(late.code);
	await page.getByRole("heading", { name: "This code is over" }).waitFor();
	await keepPage(page, "device-over");
	expect(await late.running.ended).toMatchObject({ code: 5, stderr: expect.stringContaining("in time") });
	expect((await line.run(["context", "ls", "-q"], { env: alone })).stdout).not.toMatch(/denied|late/);
	await context.close();
});
