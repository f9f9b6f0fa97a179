"use client";
import { useMe } from "@/data/me.ts";
import { useStored } from "@/data/stored.ts";
import { shortcutHelpText as text } from "@/text/shell.ts";
import { Dialog } from "@/ui/dialog.tsx";
import { KeyCap } from "@/ui/key-cap.tsx";
import { adminPages, otherPages, tenantPages } from "./pages.ts";

const everywhere = [
	["⌘ K", "Search and commands (Ctrl K)"],
	["/", "Search on this page"],
	["j k", "Next and previous row; Enter opens it"],
	["?", "This help"],
	["Esc", "Close what is open"],
] as const;
const onLease = [
	["1 … 9", "Its pages, from summary to settings"],
	["R", "Restart, after a question"],
	["U", "Update: change its manifest"],
	["f", "Follow the log, or stop"],
	["Space", "Pause the log, or go on"],
	["End", "To the end of the log"],
	["w", "Wrap long lines"],
	["t", "Another form of the time"],
	["n N", "Next and previous match"],
] as const;

export function ShortcutHelp({ open, onOpenChange }: { readonly open: boolean; readonly onOpenChange: (open: boolean) => void }) {
	const { isAdmin } = useMe();
	const [keys, setKeys] = useStored("keys", "on");
	const pages = [...tenantPages, ...otherPages, ...(isAdmin ? adminPages : [])];
	const goTo = pages.flatMap(({ keys: pair, label }) => (pair === null ? [] : [[pair, label] as const]));
	return (
		<Dialog open={open} onOpenChange={onOpenChange} title={text.keyboardShortcuts} description={null} wide>
			<div className="mt-4 grid gap-x-8 gap-y-5 sm:grid-cols-2">
				<KeyList title={text.everywhere} rows={everywhere} />
				<KeyList title={text.goTo} rows={goTo} />
				<KeyList title={text.onALease} rows={onLease} />
				<label className="flex items-start gap-2 self-start">
					<input
						type="checkbox"
						className="mt-0.5 accent-accent"
						checked={keys === "on"}
						onChange={(event) => setKeys(event.target.checked ? "on" : "off")}
					/>
					<span>
						{text.singleLettersActAsShortcuts}
						<span className="block text-12 text-ink-faint">{text.turnThisOffWhenSpeech}</span>
					</span>
				</label>
			</div>
		</Dialog>
	);
}

function KeyList({ title, rows }: { readonly title: string; readonly rows: readonly (readonly [string, string])[] }) {
	return (
		<section>
			<h3 className="mb-1.5 text-12 font-medium text-ink-faint">{title}</h3>
			<dl className="grid gap-1">
				{rows.map(([keys, does]) => (
					<div key={does} className="flex items-center justify-between gap-4">
						<dd className="order-2 flex shrink-0 gap-1">
							{keys.split(" ").map((key) => (
								<KeyCap key={key}>{key}</KeyCap>
							))}
						</dd>
						<dt>{does}</dt>
					</div>
				))}
			</dl>
		</section>
	);
}
