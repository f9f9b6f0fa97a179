import type { Environment } from "../config.ts";
import { Failure } from "../run/failure.ts";
import type { Context, Contexts } from "./contexts.ts";

export interface Wanted {
	readonly context?: string | undefined;
	readonly tenant?: string | undefined;
}

/** Where and as whom a command runs: what is said at the call comes before the environment, and that before what was kept. */
export function chooseContext({ current, contexts }: Contexts, env: Environment, wanted: Wanted): Context {
	const name = wanted.context ?? env.context ?? current;
	const kept = name === null ? undefined : contexts[name];
	if (kept === undefined && wanted.context !== undefined)
		throw new Failure("usage", `There is no context "${wanted.context}"; see: berth context ls`);
	const url = wanted.context === undefined ? (env.url ?? kept?.url) : kept?.url;
	// A key is shown to the installation it was given for, and to no other.
	const ofKept = kept !== undefined && kept.url === url ? kept : undefined;
	const apiKey = wanted.context === undefined ? (env.apiKey ?? ofKept?.apiKey) : kept?.apiKey;
	if (url === undefined || apiKey === undefined)
		throw new Failure("auth", "You are not logged in: run berth login, or set BERTH_URL and BERTH_API_KEY.");
	const tenant = wanted.tenant ?? env.tenant ?? ofKept?.tenant;
	return { url, apiKey, ...(tenant === undefined ? {} : { tenant }) };
}
