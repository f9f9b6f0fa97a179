"use client";
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { announce } from "@/data/announce.ts";
import { copyText } from "@/data/copy-text.ts";
import { copyButtonText as words } from "@/text/ui.ts";
import { Button, IconButton } from "./button.tsx";

/** Copies a text and says so. With `wide` it carries its word, for where copying is the point. */
export function CopyButton({ text, what, wide = false }: { readonly text: string; readonly what: string; readonly wide?: boolean }) {
	const [copied, setCopied] = useState(false);
	useEffect(() => {
		if (!copied) return;
		const timer = setTimeout(() => setCopied(false), 1_500);
		return () => clearTimeout(timer);
	}, [copied]);
	const copy = async () => {
		await copyText(text);
		setCopied(true);
		announce(`Copied ${what}`);
	};
	const icon = copied ? <Check className="size-3.5 text-ok" aria-hidden /> : <Copy className="size-3.5" aria-hidden />;
	if (!wide)
		return (
			<IconButton label={words.copy(what)} onClick={() => void copy()}>
				{icon}
			</IconButton>
		);
	return (
		<Button onClick={() => void copy()}>
			{icon}
			{copied ? words.copied : words.copy(what)}
		</Button>
	);
}
