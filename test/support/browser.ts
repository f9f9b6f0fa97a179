import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";

const screens = fileURLToPath(new URL("../e2e/screens/", import.meta.url));

// Without these Debian's Chromium tries to reach its maker's hosts at every start.
const flags = [
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
	"--disable-dev-shm-usage",
];

export const startBrowser = (): Promise<Browser> => chromium.launch({ executablePath: "/usr/bin/chromium", args: flags });

/** Keeps a picture of the page under `test/e2e/screens/`. */
export async function keepScreen(page: Page, name: string): Promise<void> {
	await mkdir(screens, { recursive: true });
	await page.screenshot({ path: `${screens}${name}.png`, fullPage: false, animations: "disabled" });
}

/** Opens a sign-in link and presses its button, which is what uses it up. */
export async function takeLinkOn(page: Page, link: string): Promise<void> {
	await page.goto(link);
	await page.getByRole("button", { name: "Sign in with this link" }).click();
}
