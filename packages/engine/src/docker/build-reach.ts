import { AppError, parseImageReference } from "@berth/core";
import type { BuildOptions } from "../build-group.ts";
import type { RegistryAuth } from "../spec.ts";
import { readDockerfile } from "./build-dockerfile.ts";
import type { Context } from "./context.ts";
import { inspectImage } from "./inspect.ts";

export type AuthOf = (domain: string) => RegistryAuth | undefined;

const refuse = (sentence: string): AppError => new AppError("BAD_INPUT", { message: sentence, data: { why: "dockerfile" } });

/**
 * Refuses what a build may not reach. Without a network the daemon itself would still pull a base and fetch what ADD names, also
 * where a base that is here has left instructions for those who build on it.
 *
 * Returns the bases. Those that a base not yet here would name in turn are not among them.
 */
export async function checkReach(
	{ lastingDaemon }: Context,
	dockerfile: string,
	options: Pick<BuildOptions, "allowNetwork" | "assertBase">,
	signal: AbortSignal,
): Promise<readonly string[]> {
	const named = new Set<string>();
	const look = async (text: string): Promise<void> => {
		const { bases, fetches } = readDockerfile(text);
		for (const base of bases) {
			if (base === null) throw refuse("The images a Dockerfile stands on must be named without variables.");
			if (named.has(base)) continue;
			options.assertBase?.(base);
			named.add(base);
			const here = await inspectImage(lastingDaemon, base, signal);
			if (!here && !options.allowNetwork) throw new AppError("IMAGE_NOT_FOUND", { data: { image: base } });
			const left = here?.Config?.OnBuild ?? [];
			if (left.length > 0) await look(["FROM scratch", ...left].join("\n"));
		}
		if (fetches && !options.allowNetwork) throw refuse("A build without a network cannot add files from an address, or by a variable.");
	};
	await look(dockerfile);
	return [...named];
}

/** Only of the registries that the bases are of: the daemon is told of no other. */
export function authsFor(bases: readonly string[], { auths }: BuildOptions, authOf: AuthOf): ReadonlyMap<string, RegistryAuth> {
	const found = new Map<string, RegistryAuth>();
	for (const base of bases) {
		const { domain } = parseImageReference(base);
		const auth = auths?.[domain] ?? authOf(domain);
		if (auth) found.set(domain, auth);
	}
	return found;
}
