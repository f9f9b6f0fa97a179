import { asError } from "@berth/core";
import { migrateDatabase } from "@berth/db";
import { Command } from "commander";
import { createMember } from "./commands/create-member.ts";
import { resetSecondFactor } from "./commands/reset-second-factor.ts";
import { adminSignInLink } from "./commands/sign-in-link.ts";
import { withData } from "./commands/with-data.ts";
import { startApi } from "./compose.ts";
import { loadConfig } from "./config.ts";
import { releaseStartMemory } from "./release-memory.ts";

const print = (text: string) => process.stdout.write(`${text}\n`);

/** Serves until the first signal, which drains; a second one hurries, a third ends at once. */
async function serve(): Promise<void> {
	const api = await startApi(loadConfig());
	releaseStartMemory();
	let signals = 0;
	const onSignal = () => {
		signals += 1;
		if (signals === 2) api.hurry();
		if (signals >= 3) process.exit(1);
		// The exit says it all: nothing of ours is left that would keep the process.
		void api.stop().then(() => process.exit(0));
	};
	process.on("SIGTERM", onSignal);
	process.on("SIGINT", onSignal);
}

const program = new Command("berth").description("The Berth service. Settings are read from the environment.");

program.command("serve", { isDefault: true }).description("run the service (the default)").action(serve);

program
	.command("migrate")
	.description("bring the database to the newest schema")
	.action(async () => {
		const { applied } = await migrateDatabase(loadConfig().DATABASE_URL.reveal());
		print(`${applied} migration(s) applied`);
	});

program
	.command("sign-in-link")
	.description("print a URL that signs the admin in once")
	.requiredOption("--admin", "for the installation's admin, who is made the first time")
	.action(async () => {
		const config = loadConfig();
		print((await withData(config, (data) => adminSignInLink(data, config))).url);
	});

program
	.command("create-member")
	.description("make a tenant and a member of it, and print a URL that signs the member in once, as JSON")
	.requiredOption("--tenant <name>", "the tenant's name")
	.requiredOption("--email <address>", "the member's address")
	.option("--name <name>", "the member's name")
	.action(async (asked: { readonly tenant: string; readonly email: string; readonly name?: string }) => {
		const config = loadConfig();
		print(JSON.stringify(await withData(config, (data) => createMember(data, config, asked))));
	});

program
	.command("reset-second-factor")
	.description("take away the second factor of somebody who lost it, and end their sessions")
	.requiredOption("--email <address>", "whose it is")
	.action(async ({ email }: { readonly email: string }) => {
		await withData(loadConfig(), (data) => resetSecondFactor(data, email));
		print(`${email} signs in without a second factor now, until another one is set up`);
	});

program.parseAsync().catch((err: unknown) => {
	// Our own errors and the configuration's say what to do; what is below them is for the log of who runs us.
	process.stderr.write(`${asError(err).message}\n`);
	process.exitCode = 1;
});
