"use client";
import { keysText } from "@/text/keys.ts";
import { ShownOnce } from "@/ui/shown-once.tsx";

const text = keysText.shown;

/** A key's text, this once. */
export const ShownKey = ({ secret, onOpenChange }: { readonly secret: string; readonly onOpenChange: (open: boolean) => void }) => (
	<ShownOnce title={text.title} description={text.hint} secret={secret} what={text.what} testId="key-text" onOpenChange={onOpenChange}>
		<p className="mt-3 text-12 text-ink-soft">
			{text.use} <code>{text.header}</code>
		</p>
	</ShownOnce>
);
