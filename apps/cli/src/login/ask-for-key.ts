import { hostname } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { type BerthClient, berthErrorOf, createBerthClient, type RouterOutputs } from "@berth/client";
import type { AccessScope } from "@berth/core";
import { spinner } from "@clack/prompts";
import type { Run } from "../run/cli.ts";
import { Failure } from "../run/failure.ts";
import { printable } from "../run/output.ts";
import { version } from "../version.ts";
import { openBrowser } from "./open-browser.ts";

export interface KeyWish {
	readonly url: string;
	readonly scopes: readonly AccessScope[];
	/** By id or name; whoever confirms chooses where there is none, and may choose another. */
	readonly tenant: string | null;
	readonly opensBrowser: boolean;
}

type Begun = RouterOutputs["device"]["begin"];
type MadeKey = NonNullable<RouterOutputs["device"]["poll"]["key"]>;

/**
 * Asks for a key that somebody confirms in their browser, and waits for them.
 *
 * Errors  failures: `refused` when they denied it, `timeout` when nobody came in time.
 */
export async function askForKey(run: Run, wish: KeyWish): Promise<{ readonly apiKey: string; readonly made: MadeKey }> {
	const client = createBerthClient({ url: wish.url });
	const login = await begin(client, wish, run.signal);
	const { url, urlWithCode, userCode, expiresAt } = login;
	run.out.ask({ login: { url, urlWithCode, userCode, expiresAt } }, () =>
		[
			`Open this page, and see that it shows the code ${run.out.colors.bold(printable(userCode))}:`,
			"",
			`  ${printable(urlWithCode)}`,
			"",
		].join("\n"),
	);
	if (wish.opensBrowser) openBrowser(urlWithCode);
	const progress = showWaiting(run, expiresAt);
	try {
		return { apiKey: login.key, made: await decision(client, login, run.signal) };
	} finally {
		progress.end();
	}
}

async function begin(client: BerthClient, { scopes, tenant }: KeyWish, signal: AbortSignal): Promise<Begun> {
	const host = hostname()
		.replaceAll(/[^\w.-]/g, "-")
		.slice(0, 64);
	const asked = { program: `berth ${version}`, scopes: [...scopes], ...(host !== "" && { host }), ...(tenant !== null && { tenant }) };
	try {
		return await client.device.begin.mutate(asked, { signal });
	} catch (error) {
		if (berthErrorOf(error).code !== "NOT_FOUND") throw error;
		throw new Failure(
			"failure",
			"This installation knows no login by the browser: make a key in the dashboard, then berth login --with-key",
		);
	}
}

/** Asks until somebody has decided. That the server is away for a moment is no decision. */
async function decision(client: BerthClient, { deviceSecret, expiresAt, pollIntervalMs }: Begun, signal: AbortSignal): Promise<MadeKey> {
	for (let waitMs = pollIntervalMs; ; ) {
		await pause(waitMs, undefined, { signal });
		const answer = await client.device.poll.mutate({ deviceSecret }, { signal }).catch((error: unknown) => {
			if (!berthErrorOf(error).retryable || Date.now() > Date.parse(expiresAt)) throw error;
			return null;
		});
		if (answer?.status === "confirmed" && answer.key !== null) return answer.key;
		if (answer?.status === "denied") throw new Failure("refused", "The login was denied in the browser.");
		if (answer?.status === "expired") throw new Failure("timeout", "Nobody confirmed the login in time; begin anew.");
		if (answer?.status === "slow_down") waitMs += answer.pollIntervalMs;
	}
}

function showWaiting({ out }: Run, expiresAt: string): { end(): void } {
	if (!process.stderr.isTTY || out.isJson || out.isQuiet) {
		out.note(`Waiting for it to be confirmed, until ${expiresAt}.`);
		return { end: () => undefined };
	}
	const waiting = spinner({ output: process.stderr, indicator: "timer" });
	waiting.start("Waiting for you to confirm it in the browser; Ctrl-C to stop");
	return { end: () => waiting.clear() };
}
