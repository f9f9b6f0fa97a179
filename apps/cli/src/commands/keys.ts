import type { BerthClient } from "@berth/client";
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

/** `keys`: what programs prove themselves with. */
export const addKeys = (program: Command, runner: CommandRunner): void =>
	addKeysOf(program.command("keys").description("API keys"), runner, (client) => client.key, true);

/** Looks after keys, of a tenant or of admins. A key's text is told once, when it is made. */
export function addKeysOf(
	keys: Command,
	{ does }: CommandRunner,
	of: (client: BerthClient) => BerthClient["key"] | BerthClient["admin"]["keys"],
	isOfTenant: boolean,
): void {
	keys
		.command("ls")
		.description("list keys, newest first")
		.option("--revoked", "those that are revoked too")
		.action(
			does(async (run, { revoked }: { readonly revoked?: true }) => {
				const client = await run.client();
				const { keys: found } = await of(client).list.query({ limit: 200, includeRevoked: revoked === true });
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
	const create = keys
		.command("create <name>")
		.description("make a key that can do no more than oneself; its text is shown now and never again")
		.requiredOption("--scope <scope>", `what it may do (${accessScopes.join(", ")}); several times`, words);
	// An admin's key is of no tenant, and so of no lease.
	if (isOfTenant) create.option("--lease <lease>", "for this lease alone; several times", words);
	create
		.option("--cidr <range>", "from these addresses alone; several times", words)
		.addOption(new Option("--days <n>", "for how long").choices(presets).default("90"))
		.action(
			does(async (run, name: string, { scope, lease, cidr, days }: CreateOptions) => {
				const client = await run.client();
				const leaseIds = await Promise.all((lease ?? []).map(async (each) => (await findLease(client, each)).id));
				const made = await of(client).create.mutate({
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
				const made = await of(client).rotate.mutate({ keyId, overlap, ...(days === undefined ? {} : { expiresInDays: daysOf(days) }) });
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
				const revoked = await of(client).revoke.mutate({ keyId });
				run.out.show(
					revoked,
					() => "It is good for nothing any more.",
					() => [keyId],
				);
			}),
		);
}
