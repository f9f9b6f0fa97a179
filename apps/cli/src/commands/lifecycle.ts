import type { BerthClient } from "@berth/client";
import type { Command } from "commander";
import { settle, type WaitOptions } from "../follow/settle.ts";
import type { CommandRunner } from "../run/cli.ts";
import { Failure } from "../run/failure.ts";
import { findLease } from "../run/find-lease.ts";
import { count, counted, instance, pair } from "../run/options.ts";
import { waiting } from "./waiting.ts";

/** `restart`, `stop`, `start`, `reopen`, `retry`, `scale`, `rollback`, `cancel`. */
export function addLifecycle(program: Command, { does }: CommandRunner): void {
	const simple = (
		name: string,
		description: string,
		ask: (client: BerthClient, leaseId: string) => ReturnType<BerthClient["lease"]["restart"]["mutate"]>,
	) =>
		waiting(program.command(`${name} <lease>`).description(description)).action(
			does(async (run, nameOrId: string, options: WaitOptions) => {
				const client = await run.client();
				const lease = await findLease(client, nameOrId);
				await settle(run, client, lease.name, await ask(client, lease.id), options);
			}),
		);
	waiting(program.command("restart <lease>").description("replace every instance with a new one of the same release"))
		.option("--instance <instance>", "this one alone, like web-0; the others go on", instance)
		.action(
			does(
				async (run, nameOrId: string, { instance: one, ...options }: WaitOptions & { readonly instance?: ReturnType<typeof instance> }) => {
					const client = await run.client();
					const lease = await findLease(client, nameOrId);
					const asked = { leaseId: lease.id, ...(one && { instance: one }) };
					await settle(run, client, lease.name, await client.lease.restart.mutate(asked), options);
				},
			),
		);
	simple("stop", "stop the instances and keep them, with their data", (client, leaseId) => client.lease.stop.mutate({ leaseId }));
	simple("start", "start a stopped lease", (client, leaseId) => client.lease.start.mutate({ leaseId }));
	simple("retry", "try a failed lease again", (client, leaseId) => client.lease.retry.mutate({ leaseId }));
	simple("reopen", "bring a closed lease back in place, while its data is kept", (client, leaseId) =>
		client.lease.reopen.mutate({ leaseId }),
	);

	waiting(program.command("scale <lease> [service=quantity...]").description("give services another quantity, or another size"))
		.option("--size <service=sku>", "another size; for every service without a name, several times", pair)
		.action(
			does(
				async (
					run,
					nameOrId: string,
					quantities: readonly string[],
					options: WaitOptions & { readonly size?: Readonly<Record<string, string>> },
				) => {
					const wanted = quantities.reduce<Readonly<Record<string, number>>>((all, text) => counted(text, all), {});
					const sizes = options.size ?? {};
					const client = await run.client();
					const lease = await findLease(client, nameOrId);
					const everySize = sizes["*"];
					const { items: present } = await client.lease.get.query({ leaseId: lease.id });
					const services = new Set([
						...Object.keys(wanted),
						...Object.keys(sizes).filter((name) => name !== "*"),
						...(everySize === undefined ? [] : present.map(({ service }) => service)),
					]);
					if (services.size === 0) throw new Failure("usage", "Say what to scale: web=3, or --size web=large.");
					const items = [...services].map((service) => {
						const quantity = wanted[service];
						const sku = sizes[service] ?? everySize;
						return { service, ...(quantity === undefined ? {} : { quantity }), ...(sku === undefined ? {} : { sku }) };
					});
					await settle(run, client, lease.name, await client.lease.scale.mutate({ leaseId: lease.id, items }), options);
				},
			),
		);

	waiting(
		program
			.command("rollback <lease> [release]")
			.description("make an old release again, as the next one; the one before when none is named"),
	).action(
		does(async (run, nameOrId: string, release: string | undefined, options: WaitOptions) => {
			const client = await run.client();
			const lease = await findLease(client, nameOrId);
			const releaseNumber = release === undefined ? await before(client, lease.id) : count(release);
			await settle(run, client, lease.name, await client.release.rollBack.mutate({ leaseId: lease.id, releaseNumber }), options);
		}),
	);

	program
		.command("cancel <lease>")
		.description("ask the operation under way to give up")
		.action(
			does(async (run, nameOrId: string) => {
				const client = await run.client();
				const lease = await findLease(client, nameOrId);
				const { operation } = await client.lease.get.query({ leaseId: lease.id });
				if (operation === null || operation.finishedAt !== null) throw new Failure("failure", `Nothing is under way for ${lease.name}.`);
				const asked = await client.operation.cancel.mutate({ leaseId: lease.id, operationId: operation.id });
				run.out.show(
					asked,
					() => `${lease.name}: the ${asked.kind} was asked to give up.`,
					() => [asked.id],
				);
			}),
		);
}

/** The newest release that served before the one that does. */
async function before(client: BerthClient, leaseId: string): Promise<number> {
	const { releases } = await client.release.list.query({ leaseId, limit: 100 });
	const found = releases.find(({ status }) => status === "superseded");
	if (found === undefined) throw new Failure("notFound", "There is no release before this one.");
	return found.number;
}
