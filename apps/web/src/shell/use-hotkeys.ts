"use client";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { readStored } from "@/data/stored.ts";
import { adminPages, otherPages, tenantPages } from "./pages.ts";

interface Hotkeys {
	readonly onPalette: () => void;
	readonly onHelp: () => void;
}

// The second key of a pair must follow within this time; else the first one was meant for nobody.
const PAIR_MS = 1_200;

const pairs: ReadonlyMap<string, string> = new Map(
	[...tenantPages, ...adminPages, ...otherPages].flatMap(({ keys, href }) => (keys === null ? [] : [[keys, href] as const])),
);

/** Whether a key goes into a text, or to something that has keys of its own. */
const isTaken = (target: EventTarget | null): boolean =>
	target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable], [role=dialog], [role=menu]") !== null;

/**
 * The keys that work everywhere. A page gives its own controls a key by `data-hotkey`: a field is focused, the rest is
 * pressed. Single letters count only outside of fields, and can be turned off.
 */
export function useHotkeys(hotkeys: Hotkeys): void {
	const router = useRouter();
	const latest = useRef(hotkeys);
	latest.current = hotkeys;
	useEffect(() => {
		let first: { readonly key: string; readonly atMs: number } | null = null;
		const onKey = (event: KeyboardEvent) => {
			if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
				event.preventDefault();
				latest.current.onPalette();
				return;
			}
			if (event.metaKey || event.ctrlKey || event.altKey || isTaken(event.target) || readStored("keys") === "off") return;
			const pair = first !== null && performance.now() - first.atMs < PAIR_MS ? pairs.get(`${first.key} ${event.key}`) : undefined;
			first = { key: event.key, atMs: performance.now() };
			if (pair !== undefined) router.push(pair);
			else if (event.key === "?") latest.current.onHelp();
			else if (event.key === "j" || event.key === "k") moveRow(event.key === "j" ? 1 : -1);
			else if (!press(event.key)) return;
			event.preventDefault();
		};
		window.addEventListener("keydown", onKey);
		return () => window.removeEventListener("keydown", onKey);
	}, [router]);
}

function press(key: string): boolean {
	const control = document.querySelector(`[data-hotkey="${CSS.escape(key)}"]`);
	if (!(control instanceof HTMLElement)) return false;
	if (control.matches("input, textarea, select")) control.focus();
	else control.click();
	return true;
}

/** Moves the focus to the next or last row that has a link of its own. */
function moveRow(by: 1 | -1): void {
	const rows = [...document.querySelectorAll<HTMLElement>("[data-row-link]")];
	const at = rows.findIndex((row) => row.matches(":focus"));
	rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))]?.focus();
}
