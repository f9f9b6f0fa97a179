type Fields = Record<string, unknown>;

const CENSOR = "[secret]";

/** A name that, in whatever we log, is never followed by its value. */
const hidden: ReadonlySet<string> = new Set(["authorization", "cookie", "password", "secret", "token", "env"]);

/**
 * The fields of a line as they may be printed: what has such a name, among them or right below one of them, is not told. They are left
 * as they are.
 *
 * Cost  a look at each name. The logger's own way prints every line anew, whether there is anything to hide or not.
 */
export function hideSecrets(fields: Fields): Fields {
	let shown = fields;
	for (const [name, value] of Object.entries(fields)) {
		const told = hidden.has(name) ? CENSOR : holdsHidden(value) ? hideSecrets(value) : value;
		if (told === value) continue;
		if (shown === fields) shown = { ...fields };
		shown[name] = told;
	}
	return shown;
}

/** What is an error is made to text elsewhere, without what it carries. */
function holdsHidden(value: unknown): value is Fields {
	if (typeof value !== "object" || value === null || value instanceof Error) return false;
	for (const name of Object.keys(value)) if (hidden.has(name)) return true;
	return false;
}
