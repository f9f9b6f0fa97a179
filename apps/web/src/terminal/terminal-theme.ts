import type { ITheme } from "@xterm/xterm";

const ansi = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"] as const;

/** The page's own colours for a terminal, as the theme that is on has them. */
export function terminalTheme(host: HTMLElement, name: string | undefined): ITheme {
	const style = getComputedStyle(host);
	const token = (of: string) => style.getPropertyValue(of).trim();
	const colours = ansi.map((colour) => [colour, token(`--ansi-${colour}`)] as const);
	return {
		background: token("--sunken"),
		foreground: token("--ink"),
		cursor: token("--ink"),
		cursorAccent: token("--sunken"),
		selectionBackground: token(name === "light" ? "--accent-soft" : "--line-strong"),
		...Object.fromEntries(
			colours.flatMap(([colour, value]) => [
				[colour, value] as const,
				[`bright${colour[0]?.toUpperCase()}${colour.slice(1)}`, value] as const,
			]),
		),
	};
}
