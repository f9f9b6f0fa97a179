import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { isFree, nextFreePort } from "../lib/ports.ts";
import { Missing } from "../lib/say.ts";
import { demoRegistry } from "./demo/image.ts";
import type { UpOptions } from "./options.ts";

const FIRST_PORT = 3_000;

/** Where people reach Berth, and where it listens for that. */
export interface Address {
	readonly host: string;
	readonly port: number;
	readonly url: string;
}

const loopback = new Set(["127.0.0.1", "localhost", "::1"]);
const everywhere = new Set(["0.0.0.0", "::"]);

/** Errors  Missing when the port that was asked for is taken. */
export async function chooseAddress({ host, port }: UpOptions, publicUrl = process.env.PUBLIC_URL): Promise<Address> {
	if (port !== null && !(await isFree(port, host)))
		throw new Missing(`Somebody listens on ${host}:${port} already.`, `./scripts/up --port ${port + 1}`);
	const chosen = port ?? (await nextFreePort(FIRST_PORT, host));
	const name = loopback.has(host) ? "localhost" : everywhere.has(host) ? hostname() : host;
	return { host, port: chosen, url: publicUrl || `http://${name}:${chosen}` };
}

/** A secret from the environment: its value, or what is in the file that `<NAME>_FILE` names. */
async function givenSecret(name: string): Promise<string | null> {
	const path = process.env[`${name}_FILE`];
	return process.env[name] || (path ? (await readFile(path, "utf8")).trim() : null);
}

export const givenDatabaseUrl = (): Promise<string | null> => givenSecret("DATABASE_URL");

/** What signs sessions; made once and kept, so that people stay signed in over a restart. */
export async function authSecret(home: string): Promise<string> {
	const given = await givenSecret("AUTH_SECRET");
	if (given !== null) return given;
	const path = join(home, "auth-secret");
	const kept = (await readFile(path, "utf8").catch(() => "")).trim();
	if (kept !== "") return kept;
	const made = randomBytes(32).toString("hex");
	await writeFile(path, `${made}\n`, { mode: 0o600 });
	return made;
}

/** The registries that leases may use, with the one of the demo's own image where there is a demo. */
export function allowedRegistries(demo: boolean, given = process.env.ALLOWED_REGISTRIES): Readonly<Record<string, string>> {
	return demo ? { ALLOWED_REGISTRIES: `${given || "docker.io"},${demoRegistry}` } : {};
}
