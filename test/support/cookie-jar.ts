/** What a browser keeps of one site. */
export interface CookieJar {
	readonly text: () => string;
	take(answer: Response): void;
}

export function createCookieJar(text = ""): CookieJar {
	const held = new Map<string, string>();
	const keep = (pair: string) => {
		const at = pair.indexOf("=");
		if (at > 0) held.set(pair.slice(0, at).trim(), pair.slice(at + 1));
	};
	for (const pair of text.split("; ")) keep(pair);
	return {
		text: () => [...held].map(([name, value]) => `${name}=${value}`).join("; "),
		take(answer) {
			for (const line of answer.headers.getSetCookie()) {
				const [pair = "", ...attributes] = line.split(";");
				const isGone = attributes.some((attribute) => /^\s*(max-age=0|expires=Thu, 01 Jan 1970.*)$/i.test(attribute));
				if (isGone) held.delete(pair.split("=")[0] ?? "");
				else keep(pair);
			}
		},
	};
}
