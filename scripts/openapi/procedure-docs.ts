import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../lib/paths.ts";

const routerFile = join(root, "apps/api/src/trpc/router.ts");

/** The doc comment of a procedure, by its path: followed through the routers' files by name. Null where it has none. */
export function docOf(path: string): string | null {
	let place: Place = { file: routerFile, name: "appRouter" };
	for (const key of path.split(".")) {
		const inside: string | null = routerIn(place);
		if (inside === null) return null;
		place = follow(place.file, nameIn(inside, key));
	}
	return commentBefore(place);
}

interface Place {
	readonly file: string;
	readonly name: string;
}

const read = (file: string): string => readFileSync(file, "utf8");

/** What stands between the braces of `name = router({ … })`. */
const routerIn = ({ file, name }: Place): string | null =>
	new RegExp(`\\bconst ${name} = router\\(\\{([\\s\\S]*?)\\}\\);`).exec(read(file))?.[1] ?? null;

/** `key` alone stands for itself, `key: other` for another. */
const nameIn = (inside: string, key: string): string => new RegExp(`(?:^|[\\s,])${key}:\\s*(\\w+)`).exec(inside)?.[1] ?? key;

/** Where a name is from: an import of a file, or this one. */
function follow(file: string, name: string): Place {
	const from = new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from "(\\.[^"]+)"`).exec(read(file))?.[1];
	const other = from === undefined ? file : join(dirname(file), from);
	return { file: existsSync(other) ? other : file, name };
}

function commentBefore({ file, name }: Place): string | null {
	const [, comment] = new RegExp(`/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\s*(?:export )?const ${name}\\b`).exec(read(file)) ?? [];
	const text = comment
		?.split("\n")
		.map((line) => line.replace(/^\s*\* ?/, "").trim())
		.join("\n")
		.trim();
	return text ? text : null;
}
