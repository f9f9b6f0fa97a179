import { Secret } from "@berth/core";
import type { RegistryAuth } from "@berth/engine";
import { z } from "zod";

/** Docker's own spelling of its registry in that file. Source  docker login, config.json. */
const DOCKER_HUB = /^(https?:\/\/)?(index|registry-1)?\.?docker\.io(\/v\d\/?)?$/;

const login = z
	.object({ auth: z.string().optional(), username: z.string().optional(), password: z.string().optional() })
	.transform(({ auth, username, password }, ctx) => {
		if (username && password) return { username, password: new Secret(password) };
		const [, name, rest] = /^([^:]+):(.+)$/s.exec(Buffer.from(auth ?? "", "base64").toString("utf8")) ?? [];
		if (name !== undefined && rest !== undefined) return { username: name, password: new Secret(rest.replace(/\0+$/, "")) };
		ctx.addIssue({ code: "custom", message: "needs username and password, or auth with both in base64" });
		return z.NEVER;
	});

const file = z.object({ auths: z.record(z.string(), login) });

/** The registry as image references name it, whatever form of address the file has. */
const domainOf = (address: string): string =>
	DOCKER_HUB.test(address) ? "docker.io" : address.replace(/^https?:\/\//, "").replace(/\/.*$/, "");

/**
 * Logins by registry, out of the JSON that `docker login` writes.
 *
 * Logins that a credential helper keeps are not in that file; an entry without one is an error, so that none is missing unsaid.
 */
export const registryCredentials = z.string().transform((text, ctx): Readonly<Record<string, RegistryAuth>> => {
	const issue = (message: string) => {
		ctx.addIssue({ code: "custom", message });
		return z.NEVER;
	};
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		// The parser's words quote what it read, which is secret.
		return issue("must be JSON");
	}
	const parsed = file.safeParse(json);
	if (parsed.success) return Object.fromEntries(Object.entries(parsed.data.auths).map(([address, auth]) => [domainOf(address), auth]));
	const [first] = parsed.error.issues;
	return issue(`${first?.path.join(".") ?? ""}: ${first?.message ?? "is not what docker login writes"}`);
});
