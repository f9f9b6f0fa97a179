import { createHash } from "node:crypto";

/** Tells one request from another, whatever order its fields came in. Kept beside an idempotency key. */
export const requestHash = (verb: string, request: unknown): string =>
	createHash("sha256")
		.update(`${verb} ${canonical(request)}`)
		.digest("hex");

/** JSON with sorted keys and without absent fields. */
export function canonical(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
	if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
	const fields = Object.entries(value)
		.filter(([, field]) => field !== undefined)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`);
	return `{${fields.join(",")}}`;
}
