// @vitest-environment node
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const css = readFileSync(`${import.meta.dirname}/tokens.css`, "utf8");

type Colour = readonly [number, number, number];

function themeOf(name: string): (token: string) => Colour {
	const body = new RegExp(`\\[data-theme="${name}"\\] \\{([^}]*)\\}`).exec(css)?.[1] ?? "";
	const values = new Map([...body.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, token, hex]) => [token, hex]));
	return (token) => {
		const hex = values.get(token);
		if (hex === undefined) throw new Error(`the theme ${name} has no --${token}`);
		return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Colour;
	};
}

function luminance(colour: Colour): number {
	const [r, g, b] = colour.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
	return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

function contrast(a: Colour, b: Colour): number {
	const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
	return (light + 0.05) / (dark + 0.05);
}

const mix = (over: Colour, under: Colour, share: number): Colour =>
	over.map((part, index) => part * share + (under[index] ?? 0) * (1 - share)) as unknown as Colour;

const states = ["ok", "work", "rest", "bad", "warn", "gone", "unknown"].map((name) => `state-${name}`);
const texts = [
	"ink",
	"ink-soft",
	"ink-faint",
	"accent",
	...states,
	...Array.from({ length: 8 }, (_, index) => `series-${index + 1}`),
	...["red", "green", "yellow", "blue", "magenta", "cyan", "white", "black"].map((name) => `ansi-${name}`),
];

test.each(["light", "dark", "contrast"])("every text of the %s theme can be read on every ground it stands on", (name) => {
	const token = themeOf(name);
	const pairs = [
		...texts.flatMap((text) => ["panel", "ground", "sunken"].map((ground) => [text, ground] as const)),
		...["ink", "ink-soft", "ink-faint"].flatMap((text) => ["hover", "accent-soft", "raised"].map((ground) => [text, ground] as const)),
		["accent-ink", "accent"],
		["accent-ink", "accent-hover"],
		["danger-ink", "danger"],
		["danger-ink", "danger-hover"],
		["mark-ink", "mark"],
		["mark-ink", "mark-now"],
		["ink", "flash"],
	] as const;
	const unreadable = pairs
		.filter(([text, ground]) => contrast(token(text), token(ground)) < 4.5)
		.map(([text, ground]) => `${text} on ${ground}`);
	const tinted = states
		.filter((state) => contrast(token(state), mix(token(state), token("panel"), 0.1)) < 4.5)
		.map((state) => `${state} on its tint`);
	expect([...unreadable, ...tinted]).toEqual([]);
});
