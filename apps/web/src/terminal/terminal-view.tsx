"use client";
import "@xterm/xterm/css/xterm.css";
import type { FitAddon } from "@xterm/addon-fit";
import type { Terminal } from "@xterm/xterm";
import { useTheme } from "next-themes";
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import { terminalTheme } from "./terminal-theme.ts";

export interface TerminalHandle {
	/** Fetches and draws the screen, if that was not done yet. Rejects when it cannot be fetched; it may be asked for again then. */
	prepare(): Promise<void>;
	size(): { readonly columns: number; readonly rows: number };
	/** Resolves when it has been taken in, so that a flood waits at its source. */
	print(bytes: Uint8Array): Promise<void>;
	/** A line of ours, told apart from what the program prints. */
	say(text: string): void;
	focus(): void;
	/** Who is told what is typed, and the size; returns the undo. */
	attach(listener: { type(text: string): void; resize(size: { columns: number; rows: number }): void }): () => void;
}

interface TerminalViewProps {
	readonly ref: Ref<TerminalHandle>;
	/** Whether what is printed is read aloud. */
	readonly reads: boolean;
	readonly onLeave: () => void;
}

const SCROLLBACK = 5_000;
const FALLBACK = { columns: 80, rows: 24 };

/** The screen, drawn by a library that is fetched with the first session. What was printed stays when a session ends. */
export function TerminalView({ ref, reads, onLeave }: TerminalViewProps) {
	const place = useRef<HTMLDivElement>(null);
	const screen = useRef<{ readonly terminal: Terminal; readonly fit: FitAddon } | null>(null);
	const ready = useRef(Promise.withResolvers<Terminal>());
	const leaving = useRef(onLeave);
	leaving.current = onLeave;
	const { resolvedTheme } = useTheme();
	const [isWanted, setWanted] = useState(false);

	useEffect(() => {
		const host = place.current;
		if (host === null || !isWanted) return;
		let isOver = false;
		let watching: ResizeObserver | null = null;
		const draw = async () => {
			const [{ Terminal: Screen }, { FitAddon: Fit }, { WebLinksAddon }, { ClipboardAddon }] = await Promise.all([
				import("@xterm/xterm"),
				import("@xterm/addon-fit"),
				import("@xterm/addon-web-links"),
				import("@xterm/addon-clipboard"),
			]);
			if (isOver) return;
			const terminal = new Screen({
				scrollback: SCROLLBACK,
				fontFamily: getComputedStyle(host).fontFamily,
				fontSize: 13,
				cursorBlink: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
			});
			const fit = new Fit();
			terminal.loadAddon(fit);
			// What a container prints decides where a link leads, so nothing of this page goes along.
			terminal.loadAddon(new WebLinksAddon((_, uri) => void window.open(uri, "_blank", "noopener,noreferrer")));
			terminal.loadAddon(new ClipboardAddon(undefined, writeOnly));
			terminal.attachCustomKeyEventHandler((event) => {
				if (!(event.ctrlKey && event.shiftKey && event.key.toLowerCase() === "k")) return true;
				event.preventDefault();
				event.stopPropagation();
				if (event.type === "keydown") leaving.current();
				return false;
			});
			terminal.open(host);
			fit.fit();
			watching = new ResizeObserver(() => fit.fit());
			watching.observe(host);
			screen.current = { terminal, fit };
			ready.current.resolve(terminal);
		};
		draw().catch((error: unknown) => {
			if (isOver) return;
			const failed = ready.current;
			ready.current = Promise.withResolvers();
			setWanted(false);
			failed.reject(error);
		});
		return () => {
			isOver = true;
			watching?.disconnect();
			screen.current?.terminal.dispose();
			if (screen.current !== null) ready.current = Promise.withResolvers();
			screen.current = null;
		};
	}, [isWanted]);

	useEffect(() => {
		let isOver = false;
		const look = (terminal: Terminal) => {
			const host = place.current;
			if (isOver || host === null) return;
			terminal.options.theme = terminalTheme(host, resolvedTheme);
			terminal.options.screenReaderMode = reads;
		};
		if (isWanted) ready.current.promise.then(look, ignore);
		return () => {
			isOver = true;
		};
	}, [resolvedTheme, reads, isWanted]);

	useImperativeHandle(ref, () => ({
		async prepare() {
			setWanted(true);
			await ready.current.promise;
		},
		size() {
			const terminal = screen.current?.terminal;
			return terminal === undefined ? FALLBACK : { columns: terminal.cols, rows: terminal.rows };
		},
		print: async (bytes) => {
			const terminal = await ready.current.promise;
			await new Promise<void>((resolve) => terminal.write(bytes, resolve));
		},
		say(text) {
			screen.current?.terminal.write(`\r\n\u001b[0m\u001b[7m ${text} \u001b[0m\r\n`);
		},
		focus: () => screen.current?.terminal.focus(),
		attach(listener) {
			const terminal = screen.current?.terminal;
			if (terminal === undefined) return () => undefined;
			const typed = terminal.onData((text) => listener.type(text));
			const resized = terminal.onResize(({ cols, rows }) => listener.resize({ columns: cols, rows }));
			// It may have changed while the session was being opened.
			listener.resize({ columns: terminal.cols, rows: terminal.rows });
			return () => {
				typed.dispose();
				resized.dispose();
			};
		},
	}));

	return (
		<div ref={place} data-testid="terminal" className="h-[60vh] min-h-64 overflow-hidden rounded-card border bg-sunken p-2 font-mono" />
	);
}

/** Whoever waits for the screen is told. */
const ignore = () => undefined;

/** A program may put something on the clipboard when its user's terminal lets it; it may never read what is there. */
const writeOnly = {
	readText: async () => "",
	writeText: async (_: string, text: string) => {
		await navigator.clipboard.writeText(text).catch(() => undefined);
	},
};
