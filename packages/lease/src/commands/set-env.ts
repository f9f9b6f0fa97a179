import { type Manifest, parseManifest, type SetEnvInput } from "@berth/core";
import type { Accepted, Caller } from "../service.ts";
import { changeRelease } from "./change-release.ts";
import { type CommandContext, refuse } from "./command-context.ts";
import { serviceOf } from "./lease-items.ts";

/** Changes a service's environment in the present release, by the manifest's own rules. */
export async function setEnv(context: CommandContext, caller: Caller, input: SetEnvInput): Promise<Accepted> {
	const { service, mode, env } = input;
	return changeRelease(context, caller, input, {
		verb: "setEnv",
		cause: "env",
		asked: { service, mode, env },
		target({ release: { manifest, items } }) {
			const name = serviceOf(manifest, service, "service");
			return { manifest: withEnv(manifest, name, envOf(manifest.services[name]?.env ?? {}, input)), items };
		},
	});
}

function envOf(present: Readonly<Record<string, string>>, { mode, env }: SetEnvInput): Record<string, string> {
	const next = new Map(mode === "patch" ? Object.entries(present) : []);
	for (const [name, value] of Object.entries(env)) {
		if (value !== null) next.set(name, value);
		else if (mode === "patch") next.delete(name);
		else throw refuse(`env.${name}`, "null takes a variable away and belongs to a patch");
	}
	return Object.fromEntries(next);
}

/** Errors  INVALID_MANIFEST: the names, their number and the values are held against the schema. */
function withEnv(manifest: Manifest, name: string, env: Record<string, string>): Manifest {
	const { env: _, ...service } = manifest.services[name] ?? {};
	const next = Object.keys(env).length === 0 ? service : { ...service, env };
	return parseManifest({ services: { ...manifest.services, [name]: next } });
}
