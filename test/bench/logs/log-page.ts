import type { Browser, CDPSession, Page } from "playwright-core";
import { startBrowser, takeLinkOn } from "../../support/browser.ts";
import type { BenchContext } from "../bench.ts";
import { linesOf } from "./writer.ts";

/** The log of a lease in a real browser. */
export interface LogPage {
	/** By line, how long after it was written its text stood in the document. */
	shown(): Promise<ReadonlyMap<number, number>>;
	/** What came over the socket: which lines, and how many were told as skipped. */
	received(): { readonly lines: ReadonlySet<number>; readonly skipped: number; readonly messages: number };
	/** How many messages the page says it has had. */
	counted(): Promise<number>;
	/** Types into the search of the log, a key every tenth of a second; from each key to what was drawn after it, in milliseconds. */
	type(text: string): Promise<readonly number[]>;
	/** What the tab's scripts hold after a collection of garbage, in bytes. */
	heapBytes(): Promise<number>;
}

export async function openLogPage(signInLink: string, address: string, { onEnd }: Pick<BenchContext, "onEnd">): Promise<LogPage> {
	const browser: Browser = await startBrowser();
	onEnd(() => browser.close());
	const page = await (await browser.newContext({ viewport: { width: 1360, height: 860 } })).newPage();
	page.setDefaultTimeout(60_000);
	const lines = new Set<number>();
	let skipped = 0;
	let messages = 0;
	let devtools: Promise<CDPSession> | null = null;
	page.on("websocket", (socket) =>
		socket.on("framereceived", ({ payload }) => {
			for (const message of messagesOf(payload.toString())) {
				messages += 1;
				if (message.kind === "gap") skipped += message.skipped ?? 0;
				for (const { nth } of linesOf(message.text ?? "")) lines.add(nth);
			}
		}),
	);
	await takeLinkOn(page, signInLink);
	await page.getByRole("navigation").first().waitFor();
	await page.goto(address);
	await page.getByRole("log").waitFor();
	await page.evaluate(watchDocument);
	return {
		shown: async () => new Map(await page.evaluate(() => [...(globalThis as unknown as Watched).berthShown])),
		received: () => ({ lines, skipped, messages }),
		counted: async () => Number(/(\d+) lines?$/.exec((await page.getByTestId("log-count").textContent()) ?? "")?.[1] ?? Number.NaN),
		type: (text) => typeInto(page, text),
		heapBytes: async () => {
			devtools ??= page.context().newCDPSession(page);
			const session = await devtools;
			await session.send("HeapProfiler.collectGarbage");
			return (await session.send("Runtime.getHeapUsage")).usedSize;
		},
	};
}

interface Watched {
	readonly berthShown: Map<number, number>;
	readonly berthKeys: number[];
}

/** Runs in the page: notes when each line first stands in the document, and how long after a key something was drawn. */
function watchDocument(): void {
	const seen = new Map<number, number>();
	const keys: number[] = [];
	Object.assign(globalThis, { berthShown: seen, berthKeys: keys });
	const log = document.querySelector("[role=log]");
	if (log === null) throw new Error("the page has no log");
	const note = () => {
		const atMs = Date.now();
		for (const row of log.querySelectorAll("[data-kind=line]")) {
			const [, nth, writtenAt] = /L(\d+) (\d+) /.exec(row.textContent ?? "") ?? [];
			if (nth !== undefined && !seen.has(Number(nth))) seen.set(Number(nth), atMs - Number(writtenAt));
		}
	};
	new MutationObserver(note).observe(log, { childList: true, subtree: true, characterData: true });
	document.addEventListener(
		"keydown",
		({ timeStamp }) => {
			requestAnimationFrame(() => {
				// The next turn after a frame's callbacks comes when it has been drawn.
				const after = new MessageChannel();
				after.port1.addEventListener("message", () => keys.push(performance.now() - timeStamp), { once: true });
				after.port1.start();
				after.port2.postMessage(null);
			});
		},
		{ capture: true },
	);
}

async function typeInto(page: Page, text: string): Promise<readonly number[]> {
	await page.getByRole("searchbox", { name: "Search the log" }).focus();
	await page.evaluate(() => void (globalThis as unknown as Watched).berthKeys.splice(0));
	await page.keyboard.type(text, { delay: 100 });
	await page.waitForFunction((count) => (globalThis as unknown as Watched).berthKeys.length >= count, text.length);
	return page.evaluate(() => (globalThis as unknown as Watched).berthKeys);
}

interface Message {
	readonly kind: string;
	readonly text?: string;
	readonly skipped?: number;
}

/** The messages of a log in a frame of the socket; none in one that is of something else. */
function messagesOf(frame: string): readonly Message[] {
	if (!frame.startsWith("{")) return [];
	const { result } = JSON.parse(frame) as {
		readonly result?: { readonly data?: { readonly data?: { readonly messages?: readonly Message[] } } };
	};
	return result?.data?.data?.messages ?? [];
}
