/** Every text that can be reached from a value, as a serialiser might that looks into errors, their causes and hidden fields. */
export function allTextOf(value: unknown): string {
	const texts: string[] = [];
	const seen = new Set<object>();
	const look = (one: unknown): void => {
		if (typeof one === "string") texts.push(one);
		if (typeof one !== "object" || one === null || seen.has(one)) return;
		seen.add(one);
		if (one instanceof Uint8Array) return void texts.push(Buffer.from(one).toString());
		if (one instanceof Map || one instanceof Set) for (const entry of one) look(entry);
		for (const name of Object.getOwnPropertyNames(one)) {
			texts.push(name);
			look(Reflect.get(one, name));
		}
	};
	look(value);
	return texts.join("\n");
}
