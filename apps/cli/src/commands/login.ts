import { createBerthClient } from "@berth/client";
import { type AccessScope, accessScopes } from "@berth/core";
import { type Command, Option } from "commander";
import { askForKey } from "../login/ask-for-key.ts";
import { keepContext, revokeOwn } from "../login/keep-context.ts";
import { readKey } from "../login/read-key.ts";
import type { CommandRunner, GlobalOptions, Run } from "../run/cli.ts";
import { Failure } from "../run/failure.ts";
import { words } from "../run/options.ts";
import { type Context, readContexts, writeContexts } from "../settings/contexts.ts";

interface LoginOptions extends GlobalOptions {
	readonly name?: string;
	readonly withKey?: true;
	readonly browser: boolean;
	readonly scope?: readonly string[];
}

/** What a tenant's owner may do; whoever confirms gives what they like of it. */
const usual: readonly AccessScope[] = ["read:sensitive", "write", "exec"];

/** `login`, `logout`. A key is never an argument: those are seen by everybody on the machine. */
export function addLogin(program: Command, { does }: CommandRunner): void {
	program
		.command("login [url]")
		.description("log in to an installation by the browser, or with a key that one has")
		.option("--with-key", "with a key: from BERTH_API_KEY, standard input, or asked for")
		.option("--no-browser", "tell the address of the page alone, and open nothing")
		.addOption(new Option("--scope <scope>", `what to ask for (${accessScopes.join(", ")}); several times`).argParser(words))
		.option("--name <name>", "what the context is called; the host's name when absent")
		.action(does((run, url: string | undefined, options: LoginOptions) => login(run, url, options)));
	program
		.command("logout [name]")
		.description("forget an installation, the one in use when absent, and end the key if a login by the browser made it")
		.option("--keep-key", "end no key")
		.action(does((run, name: string | undefined, options: { readonly keepKey?: true }) => logout(run, name, options.keepKey === true)));
}

async function login(run: Run, asked: string | undefined, options: LoginOptions): Promise<void> {
	const url = asked ?? run.env.url ?? (await urlInUse(run));
	if (url === null || !/^https?:$/.test(URL.parse(url)?.protocol ?? ""))
		throw new Failure("usage", "Say where Berth is: berth login https://berth.example.org");
	const { origin, host } = new URL(url);
	// A key that the environment has is what somebody means who has put it there.
	const isByKey = options.withKey === true || run.env.apiKey !== null;
	const context = await (isByKey ? byKey(run, origin, options) : byBrowser(run, origin, options));
	const me = await createBerthClient(context).me.get.query();
	const name = options.name ?? host;
	await keepContext(run, name, context);
	const told = { context: name, url: context.url, user: me.user.email, tenants: me.tenants.map(({ name: tenant }) => tenant) };
	run.out.show(
		{ ...told, keyId: context.keyId ?? null },
		() => `Logged in to ${context.url} as ${me.user.email}.`,
		() => [name],
	);
}

async function byKey(run: Run, url: string, options: LoginOptions): Promise<Context> {
	const tenant = options.tenant ?? run.env.tenant;
	return { url, apiKey: await readKey(run), ...(tenant !== null && { tenant }) };
}

async function byBrowser(run: Run, url: string, options: LoginOptions): Promise<Context> {
	const tenant = options.tenant ?? run.env.tenant;
	const opensBrowser = options.browser && run.env.hasDisplay && process.stderr.isTTY && !run.out.isJson;
	// What is no scope is told by the server, with those that are.
	const scopes = (options.scope ?? usual) as readonly AccessScope[];
	const { apiKey, made } = await askForKey(run, { url, scopes, tenant, opensBrowser });
	// Of a key without a tenant, which is an admin's, each call says for whom; any other is for the one that was chosen.
	const isOther = tenant !== null && made.tenant !== null && tenant !== made.tenant.id && tenant !== made.tenant.name;
	if (isOther) run.out.note(`The key is for ${made.tenant?.name}, as was chosen in the browser, and not for ${tenant}.`);
	return { url, apiKey, keyId: made.id, ...(tenant !== null && made.tenant === null && { tenant }) };
}

async function urlInUse({ env }: Run): Promise<string | null> {
	const { current, contexts } = await readContexts(env.configFile);
	return current === null ? null : (contexts[current]?.url ?? null);
}

async function logout(run: Run, asked: string | undefined, keepsKey: boolean): Promise<void> {
	const { current, contexts } = await readContexts(run.env.configFile);
	const name = asked ?? run.env.context ?? current;
	if (name === null) throw new Failure("notFound", "You are not logged in.");
	const { [name]: context, ...rest } = contexts;
	if (context === undefined) throw new Failure("notFound", `There is no context "${name}".`, { name });
	const isRevoked = !keepsKey && (await revokeOwn(context));
	await writeContexts(run.env.configFile, { current: current === name ? null : current, contexts: rest });
	run.out.show(
		{ removed: name, keyRevoked: isRevoked },
		() => `${name} is forgotten, ${isRevoked ? "and its key is over." : "and its key goes on working until it is revoked."}`,
		() => [name],
	);
}
