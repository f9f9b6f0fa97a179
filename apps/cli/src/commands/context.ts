import type { Command } from "commander";
import type { CommandRunner } from "../run/cli.ts";
import { Failure } from "../run/failure.ts";
import { readContexts, writeContexts } from "../settings/contexts.ts";

/** `context`: the installations that are kept, and which one is used. */
export function addContext(program: Command, { does }: CommandRunner): void {
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
