import { webhookEventTypes } from "@berth/core";
import type { Command } from "commander";
import type { CommandRunner } from "../run/cli.ts";
import { Failure } from "../run/failure.ts";
import { words } from "../run/options.ts";
import { ago } from "../run/words.ts";

type EventType = (typeof webhookEventTypes)[number];

interface UpdateOptions {
	readonly url?: string;
	readonly event?: readonly string[];
	readonly description?: string;
	readonly on?: true;
	readonly off?: true;
	readonly revision?: string;
}

/** `webhooks`: addresses that are told what happens. */
export function addWebhooks(program: Command, { does }: CommandRunner): void {
	const webhooks = program.command("webhooks").description("addresses that are told what happens");
	webhooks
		.command("ls")
		.description("list them")
		.action(
			does(async (run) => {
				const { webhooks: found } = await (await run.client()).webhook.list.query();
				run.out.show(
					found,
					() => ({
						head: ["id", "url", "told", "of"],
						rows: found.map(({ id, url, enabled, types }) => [id, url, enabled ? "yes" : "no", types.join(",")]),
						none: "There are none.",
					}),
					() => found.map(({ id }) => id),
				);
			}),
		);
	webhooks
		.command("create <url>")
		.description("tell an address of events; the secret that signs them is shown now and never again")
		.option("--event <type>", `of which (${webhookEventTypes.join(", ")}); several times, all when absent`, words)
		.action(
			does(async (run, url: string, { event }: { readonly event?: readonly string[] }) => {
				// What is no event is told by the server, with those that are.
				const made = await (await run.client()).webhook.create.mutate({ url, types: [...(event ?? webhookEventTypes)] as EventType[] });
				run.out.show(
					made,
					() => `${made.webhook.id}\n${made.secret}`,
					() => [made.webhook.id],
				);
			}),
		);
	webhooks
		.command("update <id>")
		.description("change where it leads, of what it is told, or whether it is told anything; what is not named stays")
		.option("--url <url>", "another address")
		.option("--event <type>", `of which (${webhookEventTypes.join(", ")}); several times`, words)
		.option("--description <text>", "what it is for")
		.option("--on", "tell it again")
		.option("--off", "tell it nothing for now")
		.option("--revision <revision>", "only if it is as it was when `webhooks ls --json` said this of it")
		.action(
			does(async (run, webhookId: string, { url, event, description, on, off, revision }: UpdateOptions) => {
				if (on === true && off === true) throw new Failure("usage", "--on and --off are one or the other.");
				const changed = await (await run.client()).webhook.update.mutate({
					webhookId,
					...(revision === undefined ? {} : { expectedRevision: revision }),
					...(url === undefined ? {} : { url }),
					...(event === undefined ? {} : { types: [...event] as EventType[] }),
					...(description === undefined ? {} : { description }),
					...(on === true || off === true ? { enabled: on === true } : {}),
				});
				run.out.show(
					changed,
					() => `${changed.url} is told ${changed.enabled ? `of ${changed.types.join(", ")}` : "nothing for now"}.`,
					() => [changed.id],
				);
			}),
		);
	webhooks
		.command("rotate <id>")
		.description("give it another secret, shown now and never again; for a day the one before signs, too")
		.action(
			does(async (run, webhookId: string) => {
				const made = await (await run.client()).webhook.rotate.mutate({ webhookId });
				run.out.show(
					made,
					() => made.secret,
					() => [made.secret],
				);
			}),
		);
	webhooks
		.command("rm <id>")
		.description("tell it nothing any more, and forget what it was told")
		.action(
			does(async (run, webhookId: string) => {
				run.out.show(await (await run.client()).webhook.remove.mutate({ webhookId }), () => "It is told nothing any more.");
			}),
		);
	webhooks
		.command("test <id>")
		.description("send a ping")
		.action(
			does(async (run, webhookId: string) => {
				const sent = await (await run.client()).webhook.test.mutate({ webhookId });
				run.out.show(sent, () => `Sent; how that went is told by: berth webhooks deliveries ${webhookId}`);
			}),
		);
	webhooks
		.command("deliveries <id>")
		.description("what it was told, newest first")
		.option("--failed", "only what has not arrived")
		.action(
			does(async (run, webhookId: string, { failed }: { readonly failed?: true }) => {
				const { deliveries } = await (await run.client()).webhook.deliveries.query({ webhookId, failed: failed === true, limit: 100 });
				run.out.show(
					deliveries,
					() => ({
						head: ["id", "event", "state", "attempts", "age"],
						rows: deliveries.map(({ id, type, state, attempts, at }) => [id, type, state, attempts, ago(at)]),
						none: "It was told nothing yet.",
					}),
					() => deliveries.map(({ id }) => id),
				);
			}),
		);
}
