"use client";
import { keysText } from "@/text/keys.ts";
import { Button } from "@/ui/button.tsx";
import { CopyButton } from "@/ui/copy-button.tsx";
import { Dialog } from "@/ui/dialog.tsx";

const text = keysText.shown;

/** A key's text, this once. */
export function ShownKey({ secret, onOpenChange }: { readonly secret: string; readonly onOpenChange: (open: boolean) => void }) {
	return (
		<Dialog open onOpenChange={onOpenChange} title={text.title} description={text.hint}>
			<p data-testid="key-text" className="mt-4 rounded-control border bg-sunken p-3 font-mono text-12 break-all select-all">
				{secret}
			</p>
			<p className="mt-3 text-12 text-ink-soft">
				{text.use} <code>Authorization: Bearer …</code>
			</p>
			<div className="mt-4 flex justify-end gap-2">
				<CopyButton text={secret} what="key" wide />
				<Button look="primary" onClick={() => onOpenChange(false)}>
					{text.done}
				</Button>
			</div>
		</Dialog>
	);
}
