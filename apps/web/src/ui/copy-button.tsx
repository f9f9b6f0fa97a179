"use client";
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { announce } from "@/data/announce.ts";
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
		await writeText(text);
		setCopied(true);
		announce(`Copied ${what}`);
	};
	const icon = copied ? <Check className="size-3.5 text-ok" aria-hidden /> : <Copy className="size-3.5" aria-hidden />;
	if (!wide)
		return (
			<IconButton label={`Copy ${what}`} onClick={() => void copy()}>
				{icon}
			</IconButton>
		);
	return (
		<Button onClick={() => void copy()}>
			{icon}
			{copied ? "Copied" : `Copy ${what}`}
		</Button>
	);
}

/** The clipboard of a page that is not served over TLS is closed to scripts; a selection still copies. */
async function writeText(text: string): Promise<void> {
	if (window.isSecureContext) return navigator.clipboard.writeText(text);
	const area = document.createElement("textarea");
	area.value = text;
	area.className = "sr-only";
	document.body.append(area);
	area.select();
	document.execCommand("copy");
	area.remove();
}
