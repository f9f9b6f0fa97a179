import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { leanEnv, webArgs } from "../../scripts/lib/programs.ts";
import { freePort } from "./free-port.ts";
import { waitUntil } from "./wait-until.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The dashboard as it is shipped, in a process of its own. */
export async function startWebServer(): Promise<AsyncDisposable & { readonly url: string; readonly pid: number }> {
	const port = await freePort();
	const url = `http://127.0.0.1:${port}`;
	const child = spawn(`${root}node_modules/.bin/node`, webArgs, {
		env: {
			...leanEnv,
			PATH: process.env.PATH,
			NODE_ENV: "production",
			PORT: String(port),
			HOSTNAME: "127.0.0.1",
			NEXT_TELEMETRY_DISABLED: "1",
		},
		stdio: ["ignore", "ignore", "inherit"],
	});
	const ended = new Promise((resolve) => child.once("exit", resolve));
	const end = async () => {
		child.kill("SIGTERM");
		await ended;
	};
	try {
		await waitUntil(
			async () => {
				if (child.exitCode !== null) throw new Error(`the dashboard's server ended with ${child.exitCode}`);
				return (await fetch(`${url}/sign-in`, { signal: AbortSignal.timeout(5_000) })).ok;
			},
			{ timeoutMs: 30_000, what: "the dashboard's server to answer" },
		);
	} catch (error) {
		await end();
		throw error;
	}
	return { url, pid: child.pid ?? 0, [Symbol.asyncDispose]: end };
}
