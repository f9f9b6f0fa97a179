import { type Home, root } from "../lib/paths.ts";
import { anyFreePort } from "../lib/ports.ts";
import { apiProgram, leanEnv, webArgs } from "../lib/programs.ts";
import { endLeftover, type Service, startService } from "./service.ts";
import type { Address } from "./settings.ts";

// The api lets requests and work finish before it ends; the dashboard has nothing to finish.
const API_STOP_MS = 20_000;
const WEB_STOP_MS = 5_000;

export async function endLeftovers(home: Home): Promise<void> {
	await endLeftover(home, "api", API_STOP_MS);
	await endLeftover(home, "web", WEB_STOP_MS);
}

/** Starts the dashboard and the api before it, and waits until both answer. What was started is in `started`, also when this fails. */
export async function startServices(
	home: Home,
	address: Address,
	env: Readonly<Record<string, string>>,
	started: AsyncDisposableStack,
	signal: AbortSignal,
): Promise<void> {
	const webPort = await anyFreePort();
	const webUrl = `http://127.0.0.1:${webPort}`;
	const start = async (spec: Parameters<typeof startService>[1]): Promise<Service> => {
		const service = await startService(home, spec);
		started.defer(() => service.stop());
		return service;
	};
	const web = await start({
		name: "web",
		argv: [process.execPath, ...webArgs],
		env: { ...leanEnv, NODE_ENV: "production", HOSTNAME: "127.0.0.1", PORT: String(webPort), DATABASE_URL: "", AUTH_SECRET: "" },
		cwd: root,
		healthUrl: `${webUrl}/icon.svg`,
		stopMs: WEB_STOP_MS,
	});
	const api = await start({
		name: "api",
		argv: [process.execPath, apiProgram, "serve"],
		env: { ...leanEnv, ...env, NODE_ENV: "production", WEB_URL: webUrl },
		cwd: root,
		healthUrl: `http://${address.host}:${address.port}/healthz`,
		stopMs: API_STOP_MS,
	});
	await Promise.all([web.ready(signal), api.ready(signal)]);
}
