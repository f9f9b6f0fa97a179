import { berthErrorOf, createBerthClient } from "@berth/client";
import type { Run } from "../run/cli.ts";
import { type Context, readContexts, writeContexts } from "../settings/contexts.ts";

/**
 * Keeps an installation under a name and uses it from now on. A key that a login made and that nobody else has is ended when it is
 * replaced, and when its place cannot be written.
 */
export async function keepContext(run: Run, name: string, context: Context): Promise<void> {
	const { configFile } = run.env;
	const { contexts } = await readContexts(configFile);
	try {
		await writeContexts(configFile, { current: name, contexts: { ...contexts, [name]: context } });
	} catch (error) {
		await revokeOwn(context).catch(() => undefined);
		throw error;
	}
	const { [name]: former } = contexts;
	if (former === undefined || former.apiKey === context.apiKey) return;
	await revokeOwn(former).catch(() => run.out.note(`The key that ${name} had before could not be revoked; it is among the keys there.`));
}

/** Ends the key of a context that a login made; another is somebody's own, who may have it elsewhere. Returns whether it is over. */
export async function revokeOwn({ keyId, ...context }: Context): Promise<boolean> {
	if (keyId === undefined) return false;
	try {
		await createBerthClient(context).key.revokeSelf.mutate({ keyId });
	} catch (error) {
		// It is over already.
		if (berthErrorOf(error).code !== "UNAUTHENTICATED") throw error;
	}
	return true;
}
