import { isIP } from "node:net";
import { parseImageReference, Secret } from "@berth/core";
import { isHostName } from "@berth/engine/ingress";
import { z } from "zod";

/** How the values of environment variables are read. Each takes text and says in its error what would be right. */

export const text = z.string();
export const hidden = (charsMin: number) =>
	z
		.string()
		.min(charsMin, { error: `must have at least ${charsMin} characters` })
		.transform((value) => new Secret(value));
export const count = (min: number, max: number) =>
	z
		.string()
		.regex(/^\d{1,15}$/, { error: "must be a whole number" })
		.transform(Number)
		.refine((value) => value >= min && value <= max, { error: `must be between ${min} and ${max}` });
export const boolean = z
	.enum(["true", "false", "1", "0"], { error: "must be true, false, 1 or 0" })
	.transform((value) => value === "true" || value === "1");
export const httpUrl = z
	.url({ protocol: /^https?$/, error: "must be an http or https URL" })
	.transform((value) => value.replace(/\/+$/, ""));

export const plainUrl = z.url({ protocol: /^http$/, error: "must be an http URL" });

export const daemonAddress = z.string().transform((value, ctx) => {
	const socket = /^unix:\/\/(\/.+)$/.exec(value)?.[1];
	if (socket !== undefined) return { socketPath: socket };
	const [, host, port] = /^tcp:\/\/([^:/]+):(\d{1,5})$/.exec(value) ?? [];
	if (host !== undefined) return { host, port: Number(port) };
	ctx.addIssue({ code: "custom", message: "must be unix:///path or tcp://host:port" });
	return z.NEVER;
});

const unitBytes: Readonly<Record<string, number>> = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };
export const bytes = z
	.string()
	.regex(/^\d{1,12}(B|KiB|MiB|GiB|TiB)?$/, { error: "must be a number of bytes, or one with KiB, MiB, GiB or TiB behind it" })
	.transform((value) => Number.parseInt(value, 10) * (unitBytes[value.replace(/^\d+/, "")] ?? 1));
export const list = z.string().transform((value) =>
	value
		.split(",")
		.map((item) => item.trim())
		.filter((item) => item !== ""),
);

/** A list each of whose items passes `isOne`. */
const listOf = (isOne: (item: string) => boolean, what: string) =>
	list.superRefine((items, ctx) => {
		for (const item of items) if (!isOne(item)) ctx.addIssue({ code: "custom", message: `"${item}" is not ${what}` });
	});

/** `<what>=<name>` pairs, each `what` once. */
export const pairs = list.transform((items, ctx): ReadonlyMap<string, string> => {
	const entries = items.map((item): [string, string] => {
		const [, what = "", name = ""] = /^([^=\s]+)\s*=\s*(\S+)$/.exec(item) ?? [];
		return [what, name];
	});
	const isWell =
		entries.every(([what, name]) => what !== "" && name !== "") && new Set(entries.map(([what]) => what)).size === entries.length;
	if (isWell) return new Map(entries);
	ctx.addIssue({ code: "custom", message: "must be <id>=<name> pairs, separated by commas, each id once" });
	return z.NEVER;
});

/** Tenants by name or id: what has neither is no mistake that could be found here. */
export const builders = z.string().transform((value, ctx): "off" | "all" | readonly string[] => {
	if (value === "off" || value === "all") return value;
	const items = value
		.split(",")
		.map((item) => item.trim())
		.filter((item) => item !== "");
	if (items.length > 0 && !items.includes("off") && !items.includes("all")) return items;
	ctx.addIssue({ code: "custom", message: "must be off, all, or tenants by name or id, separated by commas" });
	return z.NEVER;
});

export const absolutePath = z.string().regex(/^\/[^\0]+$/, { error: "must be an absolute path" });

export const hostName = z.string().refine(isHostName, { error: "must be a full host name in lower case, without a port or wildcard" });

const isPlainName = (item: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._@-]*$/.test(item);
export const plainName = z.string().refine(isPlainName, { error: "must be a name of letters, digits, dots, dashes and @" });
export const names = listOf(isPlainName, "a name of letters, digits, dots, dashes and @");

const portOf = (item: string): number => (/^\d{1,5}$/.test(item) ? Number(item) : 0);
export const ports = listOf((item) => portOf(item) >= 1 && portOf(item) <= 65_535, "a port").transform((items) => items.map(Number));

/** Ports below 1024 are the system's own: nobody is given one by mistake. */
export const portRange = z.string().transform((value, ctx) => {
	const [, from = "", to = ""] = /^(\d{1,5})-(\d{1,5})$/.exec(value) ?? [];
	const [first, last] = [portOf(from), portOf(to)];
	if (first >= 1_024 && first <= last && last <= 65_535) return { first, last };
	ctx.addIssue({ code: "custom", message: "must be <first>-<last>, from 1024 to 65535" });
	return z.NEVER;
});

/** `address` or `address:port`, the address of IPv6 in brackets when a port follows. */
export const resolvers = listOf((item) => {
	const [, bracketed, v4, port = "53"] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(item) ?? [];
	return isIP(item) !== 0 || (isIP(bracketed ?? v4 ?? "") !== 0 && Number(port) >= 1 && Number(port) <= 65_535);
}, "an IP address, with a port or without");

/** Names as image references have them: another spelling would never match one. */
export const registries = listOf((item) => {
	try {
		return parseImageReference(`${item}/image`).domain === item;
	} catch {
		// It is no reference, which is the answer.
		return false;
	}
}, "a registry as image references name it, such as docker.io or registry.example.org:5000");

/** `name=value` pairs as W3C Baggage spells them. Source  OpenTelemetry, OTEL_EXPORTER_OTLP_HEADERS. */
export const headerList = list.transform((items, ctx): Readonly<Record<string, Secret>> => {
	const entries = items.map((item): [string, Secret] | null => {
		const [, name, value] = /^([A-Za-z0-9!#$&^_.+-]+)\s*=\s*(.*)$/.exec(item) ?? [];
		try {
			return name === undefined || value === undefined ? null : [name.toLowerCase(), new Secret(decodeURIComponent(value))];
		} catch {
			// It is not percent-encoded, which is the answer.
			return null;
		}
	});
	if (entries.every((entry) => entry !== null)) return Object.fromEntries(entries);
	// Not which one: it holds a secret.
	ctx.addIssue({ code: "custom", message: "must be name=value pairs, separated by commas, values percent-encoded" });
	return z.NEVER;
});

export const share = z
	.string()
	.regex(/^(0|1|[01]?\.\d{1,9})$/, { error: "must be a number from 0 to 1" })
	.transform(Number)
	.refine((value) => value >= 0 && value <= 1, { error: "must be a number from 0 to 1" });

export const percent = z
	.string()
	.regex(/^\d{1,3}(\.\d{1,2})?%$/, { error: "must be a percentage, such as 1% or 0.5%" })
	.transform((value) => Number(value.slice(0, -1)))
	.refine((value) => value > 0 && value <= 100, { error: "must be above 0% and at most 100%" });
