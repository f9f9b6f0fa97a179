import { parseDuration } from "@berth/core";
import { InvalidArgumentError } from "commander";

// What an option's text must be; what is not that is told as a mistake of the call.

export function duration(text: string): number {
	const ms = parseDuration(text);
	if (ms === null) throw new InvalidArgumentError("Write it like 30s, 10m or 1h30m.");
	return ms;
}

export function count(text: string): number {
	const number = Number(text);
	if (!/^\d{1,9}$/.test(text) || !Number.isSafeInteger(number)) throw new InvalidArgumentError("Must be a whole number.");
	return number;
}

export const words = (text: string, before: readonly string[] = []): readonly string[] => [...before, ...text.split(",").filter(Boolean)];

/** `web=small`, several times; a word alone is for every service. */
export function pair(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
	const at = text.indexOf("=");
	return { ...before, [at === -1 ? "*" : text.slice(0, at)]: text.slice(at + 1) };
}

/** An instance as it is shown: `web-0`. */
export function instance(text: string): { readonly service: string; readonly index: number } {
	const [, service, index] = /^(.+)-(\d{1,2})$/.exec(text) ?? [];
	if (service === undefined || index === undefined) throw new InvalidArgumentError("Write it like web-0.");
	return { service, index: Number(index) };
}

export function counted(text: string, before: Readonly<Record<string, number>> = {}): Readonly<Record<string, number>> {
	const [service = "", quantity = ""] = text.split("=");
	if (service === "" || !text.includes("=")) throw new InvalidArgumentError("Write it like web=3.");
	return { ...before, [service]: count(quantity) };
}

/** `app:1`, or `app` for `app:latest`. */
export function imageName(text: string): { readonly name: string; readonly tag: string } {
	const [, name, tag = "latest"] = /^([^:/]+)(?::([^:/]+))?$/.exec(text) ?? [];
	if (name === undefined) throw new InvalidArgumentError("An image of yours is named name:tag.");
	return { name, tag };
}

export function expression(text: string): string {
	try {
		return new RegExp(text, "i").source;
	} catch {
		throw new InvalidArgumentError("It is no regular expression.");
	}
}

/** A moment, or how long from now. */
export function future(text: string): string {
	const ms = parseDuration(text);
	if (ms !== null) return new Date(Date.now() + ms).toISOString();
	const at = Date.parse(text);
	if (Number.isNaN(at)) throw new InvalidArgumentError("Write it like 7d, or 2026-03-01T12:00:00Z.");
	return new Date(at).toISOString();
}

/** A moment, or how long ago. */
export function past(text: string): Date {
	const ms = parseDuration(text);
	const at = ms === null ? Date.parse(text) : Date.now() - ms;
	if (Number.isNaN(at)) throw new InvalidArgumentError("Write it like 10m, or 2026-03-01T12:00:00Z.");
	return new Date(at);
}
