/** Fails to compile when a case of a union was forgotten; throws if one slips in at run time. */
export function assertNever(value: never): never {
	throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
