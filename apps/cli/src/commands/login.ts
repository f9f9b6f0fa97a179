import { createBerthClient } from "@berth/client";
import { isCancel, password } from "@clack/prompts";
import type { Command } from "commander";
import { readAll } from "../manifest/read-file.ts";
import type { CommandRunner, Run } from "../run/cli.ts";
import { Failure } from "../run/failure.ts";
import { readContexts, writeContexts } from "../settings/contexts.ts";

interface LoginOptions {
	readonly name?: string;
}

/** `login`, `logout`, `context`. A key is never an argument: those are seen by everybody on the machine. */
export function addLogin(program: Command, { does }: CommandRunner): void {
	program
		.command("login [url]")
		.description("keep an API key for an installation; it is asked for, or read from BERTH_API_KEY or standard input")
		.option("--name <name>", "what the context is called; the host's name when absent")
		.action(does((run, url: string | undefined, options: LoginOptions & { readonly tenant?: string }) => login(run, url, options)));

	const context = program.command("context").description("the installations one is logged in to");
	context
		.command("ls")
		.description("list them")
		.action(
			does(async (run) => {
				const { current, contexts } = await readContexts(run.env.configFile);
				const found = Object.entries(contexts).map(([name, { url, tenant }]) => ({
					name,
					url,
					tenant: tenant ?? null,
					isCurrent: name === current,
				}));
				run.out.show(
					found,
					() => ({
						head: ["", "name", "url", "tenant"],
						rows: found.map(({ name, url, tenant, isCurrent }) => [isCurrent ? "*" : " ", name, url, tenant]),
						none: "There are none; see: berth login",
					}),
					() => found.map(({ name }) => name),
				);
			}),
		);
	context
		.command("use <name>")
		.description("use this one from now on")
		.action(
			does(async (run, name: string) => {
				const held = await readContexts(run.env.configFile);
				if (held.contexts[name] === undefined) throw new Failure("notFound", `There is no context "${name}".`, { name });
				await writeContexts(run.env.configFile, { ...held, current: name });
				run.out.show({ current: name }, () => `${name} is used from now on.`);
			}),
		);
	context
		.command("rm <name>")
		.description("forget it, and its key; the key itself goes on working until it is revoked")
		.action(
			does(async (run, name: string) => {
				const { current, contexts } = await readContexts(run.env.configFile);
				const { [name]: gone, ...rest } = contexts;
				if (gone === undefined) throw new Failure("notFound", `There is no context "${name}".`, { name });
				await writeContexts(run.env.configFile, { current: current === name ? null : current, contexts: rest });
				run.out.show({ removed: name }, () => `${name} is forgotten.`);
			}),
		);
}

async function login(run: Run, asked: string | undefined, options: LoginOptions & { readonly tenant?: string }): Promise<void> {
	const url = asked ?? run.env.url;
	if (url === null || !/^https?:$/.test(URL.parse(url)?.protocol ?? ""))
		throw new Failure("usage", "Say where Berth is: berth login https://berth.example.org");
	const apiKey = await readKey(run);
	const tenant = options.tenant ?? run.env.tenant;
	const context = { url: new URL(url).origin, apiKey, ...(tenant === null ? {} : { tenant }) };
	const me = await createBerthClient(context).me.get.query();
	const name = options.name ?? new URL(url).host;
	const { contexts } = await readContexts(run.env.configFile);
	await writeContexts(run.env.configFile, { current: name, contexts: { ...contexts, [name]: context } });
	const told = { context: name, url: context.url, user: me.user.email, tenants: me.tenants.map(({ name: tenant }) => tenant) };
	run.out.show(
		told,
		() => `Logged in to ${context.url} as ${me.user.email}.`,
		() => [name],
	);
}

async function readKey({ env }: Run): Promise<string> {
	if (env.apiKey !== null) return env.apiKey;
	if (!process.stdin.isTTY) {
		const text = (await readAll()).trim();
		if (text !== "") return text;
		throw new Failure("usage", "There is no key: set BERTH_API_KEY, or send it to standard input.");
	}
	const answer = await password({ message: "API key", output: process.stderr });
	if (isCancel(answer) || typeof answer !== "string" || answer.trim() === "") throw new Failure("failure", "Nothing was done.");
	return answer.trim();
}
