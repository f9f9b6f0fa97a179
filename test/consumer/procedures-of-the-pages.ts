import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const pages = fileURLToPath(new URL("../../apps/web/src", import.meta.url));

const use =
	/\b(?:trpc|client|calls)((?:\s*\.\s*[a-z]\w*){2,4}?)\s*\.\s*(query|mutate|subscribe|(?:infiniteQ|q)uery(?:Options|Key)|mutationOptions)\b/g;

/** Everything that the dashboard asks of the server, as paths into the calls of a client: `["lease", "get", "query"]`. */
export async function proceduresOfThePages(): Promise<readonly (readonly string[])[]> {
	const files = (await readdir(pages, { recursive: true })).filter((name) => /(?<!\.test)\.tsx?$/.test(name));
	const texts = await Promise.all(files.map((name) => readFile(join(pages, name), "utf8")));
	const found = texts.flatMap((text) =>
		[...text.matchAll(use)].map(([, path = "", how = ""]) => [...path.replaceAll(/\s/g, "").split(".").slice(1), kindOf(how)]),
	);
	return [...new Map(found.map((path) => [path.join("."), path])).values()];
}

const kindOf = (how: string) => (how.startsWith("mutat") ? "mutate" : how === "subscribe" ? how : "query");
