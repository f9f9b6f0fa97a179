import { afterAll, beforeAll, expect, test } from "vitest";
import { violationsOf } from "../support/axe.ts";
import { keepScreen } from "../support/browser.ts";
import { confirm, type Dashboard, startDashboard } from "../support/dashboard.ts";
import { freshCodeOf } from "../support/totp.ts";

const PASSWORD = "correct horse battery";

let dashboard: Dashboard;
beforeAll(async () => {
	dashboard = await startDashboard();
});
afterAll(async () => {
	await dashboard?.[Symbol.asyncDispose]();
});

test("an owner asks somebody in, who makes an account, sets up a second factor and comes again by it; then the owner takes them out", async () => {
	const { server } = dashboard;
	const owner = await dashboard.visitor({ tenant: "acme" });
	const members = await owner.newPage();
	await members.goto(`${server.url}/members`);
	await members.getByRole("button", { name: "Invite", exact: true }).click();
	await members.getByLabel("E-mail").fill("guest@example.org");
	await members.getByRole("combobox", { name: /^Role/ }).last().selectOption("viewer");
	await members.getByRole("button", { name: "Make link" }).click();
	const link = (await members.getByTestId("invite-link").textContent()) ?? "";
	expect(await violationsOf(members)).toEqual([]);
	await members.getByRole("button", { name: "Done" }).click();
	await members.getByRole("table", { name: "Invitations" }).getByText("guest@example.org").waitFor();
	await keepScreen(members, "members-invited");

	const guest = await dashboard.visitor();
	const page = await guest.newPage();
	await page.goto(link);
	await page.getByText("asks guest@example.org into acme as viewer").waitFor();
	expect(new URL(page.url()).hash).toBe("");
	expect(await violationsOf(page)).toEqual([]);
	await keepScreen(page, "invitation");
	await page.getByLabel("Your name").fill("Guest");
	await page.getByLabel("Password").fill(PASSWORD);
	await page.getByRole("button", { name: "Make account and join acme" }).click();
	await page.getByRole("link", { name: "Leases" }).first().waitFor();

	await page.goto(`${server.url}/account`);
	const factor = page.getByRole("region", { name: "Second factor" });
	await factor.getByLabel("Your password").fill(PASSWORD);
	await factor.getByRole("button", { name: "Set up" }).click();
	const secret = (await factor.getByTestId("totp-secret").textContent()) ?? "";
	const uri = `otpauth://totp/berth?secret=${secret}`;
	expect(await violationsOf(page)).toEqual([]);
	await keepScreen(page, "second-factor-set-up");
	await factor.getByRole("textbox", { name: "Code" }).fill(await freshCodeOf(uri));
	await factor.getByRole("button", { name: "Turn on" }).click();
	await factor.getByTestId("backup-codes").waitFor();
	const codes = (await factor.getByTestId("backup-codes").getByRole("listitem").allTextContents()) ?? [];
	expect(codes).toHaveLength(10);
	await factor.getByRole("button", { name: "I have kept them" }).click();
	await page.getByRole("table", { name: "Sessions" }).getByText("this one").waitFor();
	await keepScreen(page, "account");
	await page.getByRole("button", { name: "Sign out", exact: true }).first().click();

	const signIn = async () => {
		await page.getByLabel("E-mail").fill("guest@example.org");
		await page.getByLabel("Password").fill(PASSWORD);
		await page.getByRole("button", { name: "Sign in", exact: true }).click();
		await page.getByRole("button", { name: "Use a backup code" }).waitFor();
	};
	await signIn();
	await keepScreen(page, "second-factor-asked");
	await page.getByRole("textbox", { name: "Code" }).fill("000000");
	await page.getByRole("button", { name: "Go on" }).click();
	await page.getByRole("alert").getByText("not right").waitFor();
	await page.getByRole("textbox", { name: "Code" }).fill(await freshCodeOf(uri));
	await page.getByRole("button", { name: "Go on" }).click();
	await page.getByRole("link", { name: "Leases" }).first().waitFor();
	await page.goto(`${server.url}/account`);
	await page.getByRole("button", { name: "Sign out", exact: true }).first().click();
	await signIn();
	await page.getByRole("button", { name: "Use a backup code" }).click();
	await page.getByLabel("Backup code").fill(codes[0] ?? "");
	await page.getByRole("button", { name: "Go on" }).click();
	await page.getByRole("link", { name: "Leases" }).first().waitFor();

	await members.reload();
	await members.getByRole("row", { name: /Guest/ }).getByText("on", { exact: true }).waitFor();
	await members.getByRole("button", { name: "Remove Guest" }).click();
	await confirm(members, "Remove");
	await members.getByRole("row", { name: /Guest/ }).waitFor({ state: "detached" });
	await page.reload();
	await page.getByText("belongs to no tenant").first().waitFor();
	await Promise.all([owner.close(), guest.close()]);
});
