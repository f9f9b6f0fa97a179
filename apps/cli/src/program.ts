import tab from "@bomb.sh/tab/commander";
import { Command } from "commander";
import { addAdmin } from "./commands/admin.ts";
import { addBackup } from "./commands/backup.ts";
import { addClosing } from "./commands/closing.ts";
import { addContext } from "./commands/context.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addEvents } from "./commands/events.ts";
import { addExec } from "./commands/exec.ts";
import { addImages } from "./commands/images.ts";
import { addKeys } from "./commands/keys.ts";
import { addLifecycle } from "./commands/lifecycle.ts";
import { addLogin } from "./commands/login.ts";
import { addLogs } from "./commands/logs.ts";
import { addReading } from "./commands/reading.ts";
import { addTop } from "./commands/top.ts";
import { addUp } from "./commands/up.ts";
import { addWebhooks } from "./commands/webhooks.ts";
import type { Environment } from "./config.ts";
import { createCommandRunner } from "./run/cli.ts";

/** Every command there is. Nothing is done before it is parsed. */
export function createProgram(env: Environment, signal: AbortSignal, isJson: boolean): Command {
	const program = new Command("berth")
		.description("Lease container capacity: from a file to running, with its logs, releases and data.")
		.option("--json", "answer in JSON, and tell failures in JSON on standard error")
		.option("-q, --quiet", "names and ids alone")
		.option("--no-color", "no colours; there are none where no terminal is either")
		.option("--context <name>", "the installation to talk to; see: berth context")
		.option("--tenant <name>", "the tenant to act for, by name or id")
		.showHelpAfterError("See: berth --help")
		.exitOverride()
		// A mistake of the call is told in JSON as every other failure is, by whoever catches it.
		.configureOutput({ writeErr: (text) => void (isJson || process.stderr.write(text)) });
	const runner = createCommandRunner(env, signal);
	for (const add of [
		addLogin,
		addContext,
		addUp,
		addReading,
		addLogs,
		addEvents,
		addTop,
		addExec,
		addLifecycle,
		addClosing,
		addKeys,
		addWebhooks,
		addBackup,
		addImages,
		addAdmin,
		addDoctor,
	])
		add(program, runner);
	tab(program, { completionCommandName: "completion" });
	return program;
}
