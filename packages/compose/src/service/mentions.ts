import type { Draft } from "./draft.ts";

/** A field of another service that speaks of a host. */
export interface Mention {
	readonly service: string;
	readonly field: string;
}

/** Variables whose whole value is a host: a password or a database may have the same word by chance. */
const holdsHosts = /HOST|SERVER|ADDR|UR[LI]|DSN|ENDPOINT|BROKER|CONNECT|BOOTSTRAP|NODE|SEED|UPSTREAM|PROXY|BACKEND/i;

/** Finds where another service speaks of a host: `//db`, `@db`, `db:5432`, a variable that holds hosts, or a word of a command. */
export function findMention(drafts: readonly Draft[], host: string, except: Draft): Mention | null {
	const name = host.replace(/[^\w-]/g, "\\$&");
	const asHost = new RegExp(`(?<![\\w.-])${name}:\\d|(?://|@)${name}(?![\\w-]|\\.\\w)`);
	const asWord = new RegExp(`(?<![^=,;\\s])${name}(?![^,;\\s])`);
	const inCommand = (word: string) => asHost.test(word) || asWord.test(word);
	for (const draft of drafts) {
		if (draft === except) continue;
		const { env = {}, args = [], command = [], health_check: check } = draft.service;
		const named = Object.entries(env).find(([key, text]) => asHost.test(text) || (holdsHosts.test(key) && asWord.test(text)));
		if (named) return { service: draft.key, field: `environment.${named[0]}` };
		if (args.some(inCommand)) return { service: draft.key, field: "command" };
		if (command.some(inCommand)) return { service: draft.key, field: "entrypoint" };
		if (check?.test.some(inCommand)) return { service: draft.key, field: "healthcheck" };
	}
	return null;
}
