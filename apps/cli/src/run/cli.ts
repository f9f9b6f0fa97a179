import { type BerthClient, createBerthClient } from "@berth/client";
import type { Command } from "commander";
import type { Environment } from "../config.ts";
import { chooseContext } from "../settings/choose-context.ts";
import { type Context, readContexts } from "../settings/contexts.ts";
import { createOutput, type Output } from "./output.ts";

/** What every command has. */
export interface Run {
	readonly env: Environment;
	readonly out: Output;
	/** Ends what would go on, at Ctrl-C. */
	readonly signal: AbortSignal;
	context(): Promise<Context>;
	/** Errors  a failure where nobody is logged in. */
	client(): Promise<BerthClient>;
}

/** Stands before each command's own options. */
export interface GlobalOptions {
	readonly json?: true;
	readonly quiet?: true;
	readonly color?: boolean;
	readonly context?: string;
	readonly tenant?: string;
}

type Work<A extends readonly unknown[]> = (run: Run, ...args: A) => Promise<void>;

/** Makes of a command's work what is called with its arguments, then its options. */
export const createCommandRunner = (env: Environment, signal: AbortSignal) => ({
	does: <A extends readonly unknown[]>(work: Work<A>) =>
		async function (this: Command, ...args: [...A, ...unknown[]]): Promise<void> {
			const options = this.optsWithGlobals<GlobalOptions>();
			const context = async () => chooseContext(await readContexts(env.configFile), env, options);
			const run: Run = {
				env,
				signal,
				out: createOutput({
					isJson: options.json === true,
					isQuiet: options.quiet === true,
					hasColor: options.color !== false && !env.noColor && process.stdout.isTTY,
				}),
				context,
				client: async () => createBerthClient(await context()),
			};
			await work(run, ...(args.slice(0, -1) as unknown as A));
		},
});

export type CommandRunner = ReturnType<typeof createCommandRunner>;
