type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** The same object without the keys that hold undefined: what a parser leaves is not what an optional field may hold. */
export const defined = <T extends object>(value: T): Defined<T> =>
	// The filter removes exactly what the type leaves out.
	Object.fromEntries(Object.entries(value).filter(([, held]) => held !== undefined)) as Defined<T>;
