/** Something is missing that the script may not or cannot put right; `remedy` is the one line that does. */
export class Missing extends Error {
	override readonly name = "Missing";
	readonly remedy: string;

	constructor(what: string, remedy: string) {
		super(what);
		this.remedy = remedy;
	}
}

let stream: NodeJS.WritableStream = process.stdout;

/** For a program whose output others read: what it tells people goes elsewhere. */
export const sayOn = (other: NodeJS.WritableStream): void => {
	stream = other;
};

/** Tells the person at the terminal one thing. */
export const say = (line: string): void => {
	stream.write(`${line}\n`);
};

/** Whatever went wrong as lines, of which the last is the one that helps most: the remedy if there is one, else the reason. */
export function toLines(error: unknown): string[] {
	if (error instanceof Missing) return [error.message, error.remedy];
	if (error instanceof Error) return error.message.split("\n");
	return [String(error)];
}
