import type { Command } from "commander";
import type { CommandRunner } from "../run/cli.ts";
import { Failure } from "../run/failure.ts";
import { duration } from "../run/options.ts";
import { ago, bytes } from "../run/words.ts";

interface CollectOptions {
	readonly plan?: true;
	readonly olderThan?: number;
}

/** `admin images`, `admin config`: what is on the node of the process that answers, and how it is set up. */
export function addAdminHost(admin: Command, { does }: CommandRunner): void {
	const images = admin.command("images").description("images on the node");
	images
		.command("ls")
		.description("list them; one without a name was never named by a lease, and is never removed")
		.action(
			does(async (run) => {
				const found = await (await run.client()).admin.images.list.query();
				if (found === null) throw noNode();
				run.out.show(
					found,
					() => ({
						head: ["image", "leases", "size", "used"],
						rows: found.images.map(({ ref, id, leases, sizeBytes, lastUsedAt }) => [ref ?? id, leases, bytes(sizeBytes), ago(lastUsedAt)]),
						none: "There are none.",
					}),
					() => found.images.map(({ ref, id }) => ref ?? id),
				);
			}),
		);
	images
		.command("collect")
		.description("remove images that leases named and no open one needs")
		.option("--plan", "say what would be removed, and remove nothing")
		.option("--older-than <time>", "only those that were not used for so long; 24h when absent", duration)
		.action(
			does(async (run, { plan, olderThan }: CollectOptions) => {
				const client = await run.client();
				const asked = olderThan === undefined ? {} : { minAgeMs: olderThan };
				const done = plan === true ? await client.admin.images.plan.query(asked) : await client.admin.images.collect.mutate(asked);
				if (done === null) throw noNode();
				run.out.show(done, () => ({
					head: ["image", "what becomes of it", "size"],
					rows: done.images.map(({ ref, fate, sizeBytes }) => [ref, fate, bytes(sizeBytes)]),
					none: "There is nothing to remove.",
				}));
			}),
		);
	admin
		.command("config")
		.description("every setting in force and where it is from; secrets are not told")
		.action(
			does(async (run) => {
				const { settings } = await (await run.client()).admin.config.list.query();
				run.out.show(settings, () => ({
					head: ["name", "value", "from"],
					rows: settings.map(({ name, value, isSet, isSecret, source }) => [name, isSecret && isSet ? "(secret)" : value, source]),
				}));
			}),
		);
}

const noNode = () => new Failure("notFound", "The process that answers works no node.");
