import type { Command } from "commander";
import type { CommandRunner } from "../run/cli.ts";
import { count } from "../run/options.ts";
import { ago } from "../run/words.ts";
import { addKeysOf } from "./keys.ts";

/** `admin users`, `admin keys`: who has an account, and what programs of admins prove themselves with. */
export function addAdminPeople(admin: Command, runner: CommandRunner): void {
	admin
		.command("users")
		.description("who has an account; what is changed there is for a person alone, in the dashboard")
		.option("--search <text>", "a part of the name or the address")
		.option("--limit <n>", "how many at most", count, 200)
		.action(
			runner.does(async (run, { search, limit }: { readonly search?: string; readonly limit: number }) => {
				const client = await run.client();
				const { users } = await client.admin.users.list.query({ limit, ...(search === undefined ? {} : { search }) });
				run.out.show(
					users,
					() => ({
						head: ["email", "name", "admin", "second factor", "suspended", "since"],
						rows: users.map(({ email, name, isAdmin, hasSecondFactor, suspendedAt, createdAt }) => [
							email,
							name,
							isAdmin ? "yes" : null,
							hasSecondFactor ? "yes" : null,
							suspendedAt === null ? null : ago(suspendedAt),
							ago(createdAt),
						]),
						none: "There is nobody.",
					}),
					() => users.map(({ email }) => email),
				);
			}),
		);
	addKeysOf(admin.command("keys").description("API keys of admins, which are of no tenant"), runner, (client) => client.admin.keys, false);
}
