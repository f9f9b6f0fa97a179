import { isAbsolute, join } from "node:path";
import { parseArgs } from "node:util";
import { defaultHome } from "../lib/paths.ts";

export interface UpOptions {
	readonly demo: boolean;
	readonly once: boolean;
	readonly host: string;
	/** Null: 3000, or the next free one. */
	readonly port: number | null;
	readonly home: string;
}

/** The command line asks for something that does not exist. */
export class UsageError extends Error {
	override readonly name = "UsageError";
}

export const usage = `./scripts/up [--demo [--once]] [--host <address>] [--port <number>] [--home <folder>]

Installs what is missing, builds, starts the database, the api and the dashboard, and prints the address and a sign-in link.
Ctrl-C stops everything that it started.

  --demo    also makes a demo tenant, leases it a stack of two services and prints where it answers; closed at the end
  --once    with --demo: waits until the demo answers, closes it, stops everything and ends
  --host    address to listen on (HOST; 127.0.0.1)
  --port    port to listen on (PORT; 3000, or the next free one when neither is given)
  --home    where data, logs and pid files are kept (.berth)

DATABASE_URL uses a PostgreSQL of yours; DOCKER_HOST a container engine of yours; BERTH_INSTALL=never installs nothing.
The rest of the settings are in .env.example.`;

function toPort(text: string | undefined, from: string): number | null {
	if (text === undefined || text === "") return null;
	const port = Number(text);
	if (!/^\d+$/.test(text) || port < 1 || port > 65_535) throw new UsageError(`${from} must be a port from 1 to 65535, not ${text}`);
	return port;
}

/** Reads the command line; what it leaves open may stand in the environment. Returns `help` when that is asked for. */
export function readOptions(args: readonly string[], env: Readonly<Record<string, string | undefined>>): UpOptions | "help" {
	const spec = {
		demo: { type: "boolean", default: false },
		once: { type: "boolean", default: false },
		host: { type: "string" },
		port: { type: "string" },
		home: { type: "string" },
		help: { type: "boolean", short: "h", default: false },
	} as const;
	const parse = () => {
		try {
			return parseArgs({ args: [...args], options: spec, strict: true }).values;
		} catch (error) {
			throw new UsageError(error instanceof Error ? error.message : String(error));
		}
	};
	const values = parse();
	if (values.help) return "help";
	if (values.once && !values.demo) throw new UsageError("--once goes with --demo");
	const home = values.home ?? defaultHome;
	return {
		demo: values.demo,
		once: values.once,
		host: values.host ?? (env.HOST || "127.0.0.1"),
		port: toPort(values.port, "--port") ?? toPort(env.PORT, "PORT"),
		home: isAbsolute(home) ? home : join(process.cwd(), home),
	};
}
