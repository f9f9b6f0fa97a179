const hidden = "[secret]";

/**
 * A value that may be used but never printed: every way of turning it into text says `[secret]`.
 *
 * Only `reveal()` gives the value, so a search for that word finds each place that holds it in the open.
 */
export class Secret {
	readonly #value: string;
	constructor(value: string) {
		this.#value = value;
	}
	reveal(): string {
		return this.#value;
	}
	toString(): string {
		return hidden;
	}
	toJSON(): string {
		return hidden;
	}
	[Symbol.for("nodejs.util.inspect.custom")](): string {
		return hidden;
	}
}
