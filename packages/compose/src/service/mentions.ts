import type { Draft } from "./draft.ts";

/** Which fields of other services name a host; what is a word of its own counts, a part of one does not. */
export interface Mention {
	readonly service: string;
	readonly field: string;
}

/** Finds where services speak of another by a host name that it will not have. */
export function findMention(drafts: readonly Draft[], host: string, except: Draft): Mention | null {
	const pattern = new RegExp(`(?<![\\w.-])${host.replace(/[^\w-]/g, "\\$&")}(?![\\w-]|\\.\\w)`);
	for (const draft of drafts) {
		if (draft === except) continue;
		const { env = {}, args = [], command = [], health_check: check } = draft.service;
		const named = Object.entries(env).find(([, text]) => pattern.test(text));
		if (named) return { service: draft.key, field: `environment.${named[0]}` };
		if (args.some((word) => pattern.test(word))) return { service: draft.key, field: "command" };
		if (command.some((word) => pattern.test(word))) return { service: draft.key, field: "entrypoint" };
		if (check?.test.some((word) => pattern.test(word))) return { service: draft.key, field: "healthcheck" };
	}
	return null;
}
