import { accessScopes } from "@berth/core";
import { type Command, Option } from "commander";
import type { CommandRunner } from "../run/cli.ts";
import { findLease } from "../run/find-lease.ts";
import { words } from "../run/options.ts";
import { ago } from "../run/words.ts";

const presets = ["7", "30", "90", "365"];

interface CreateOptions {
	readonly scope: readonly string[];
	readonly lease?: readonly string[];
	readonly cidr?: readonly string[];
	readonly days: string;
}

const daysOf = (text: string) => Number(text) as 7 | 30 | 90 | 365;

/** `keys`: what programs prove themselves with. A key's text is told once, when it is made. */
export function addKeys(program: Command, { does }: CommandRunner): void {
	const keys = program.command("keys").description("API keys");
	keys
		.command("ls")
		.description("list keys, newest first")
		.option("--revoked", "those that are revoked too")
		.action(
			does(async (run, { revoked }: { readonly revoked?: true }) => {
				const client = await run.client();
				const { keys: found } = await client.key.list.query({ limit: 200, includeRevoked: revoked === true });
				run.out.show(
					found,
					() => ({
						head: ["id", "name", "scopes", "expires in", "used", "state"],
						rows: found.map(({ id, name, scopes, expiresAt, lastUsedAt, revokedAt }) => [
							id,
							name,
							scopes.join(","),
							ago(expiresAt),
							ago(lastUsedAt),
							revokedAt !== null ? "revoked" : Date.parse(expiresAt) < Date.now() ? "expired" : "good",
						]),
						none: "There are no keys.",
					}),
					() => found.map(({ id }) => id),
				);
			}),
		);
	keys
		.command("create <name>")
		.description("make a key that can do no more than oneself; its text is shown now and never again")
		.requiredOption("--scope <scope>", `what it may do (${accessScopes.join(", ")}); several times`, words)
		.option("--lease <lease>", "for this lease alone; several times", words)
		.option("--cidr <range>", "from these addresses alone; several times", words)
		.addOption(new Option("--days <n>", "for how long").choices(presets).default("90"))
		.action(
			does(async (run, name: string, { scope, lease, cidr, days }: CreateOptions) => {
				const client = await run.client();
				const leaseIds = await Promise.all((lease ?? []).map(async (each) => (await findLease(client, each)).id));
				const made = await client.key.create.mutate({
					name,
					// What is no scope is told by the server, with those that are.
					scopes: [...scope] as (typeof accessScopes)[number][],
					expiresInDays: daysOf(days),
					...(lease === undefined ? {} : { leaseIds }),
					...(cidr === undefined ? {} : { cidrs: [...cidr] }),
				});
				run.out.show(
					made,
					() => `${made.name} (${made.id}), for ${days} days:\n${made.key}`,
					() => [made.key],
				);
			}),
		);
	keys
		.command("rotate <id>")
		.description("give a key another text; the one before works until the overlap ends")
		.option("--overlap <time>", "for how long", "24h")
		.addOption(new Option("--days <n>", "for how long the new one is good; as before when absent").choices(presets))
		.action(
			does(async (run, keyId: string, { overlap, days }: { readonly overlap: string; readonly days?: string }) => {
				const client = await run.client();
				const made = await client.key.rotate.mutate({ keyId, overlap, ...(days === undefined ? {} : { expiresInDays: daysOf(days) }) });
				run.out.show(
					made,
					() => `${made.name} (${made.id}):\n${made.key}`,
					() => [made.key],
				);
			}),
		);
	keys
		.command("revoke <id>")
		.description("end a key and those that it made, at once")
		.action(
			does(async (run, keyId: string) => {
				const client = await run.client();
				const revoked = await client.key.revoke.mutate({ keyId });
				run.out.show(
					revoked,
					() => "It is good for nothing any more.",
					() => [keyId],
				);
			}),
		);
}
