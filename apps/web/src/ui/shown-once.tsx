"use client";
import type { ReactNode } from "react";
import { shownOnceText as text } from "@/text/ui.ts";
import { Button } from "./button.tsx";
import { CopyButton } from "./copy-button.tsx";
import { Dialog } from "./dialog.tsx";

interface ShownOnceProps {
	readonly title: string;
	/** Whom or what it opens, until when, and that it is not shown again. */
	readonly description: string;
	readonly secret: string;
	/** What it is, for the button that copies it: `link`. */
	readonly what: string;
	readonly testId: string;
	readonly onOpenChange: (open: boolean) => void;
	/** How it is used. */
	readonly children?: ReactNode;
}

/** What is shown this once and kept nowhere: a key, a link, a signing secret. */
export function ShownOnce({ title, description, secret, what, testId, onOpenChange, children }: ShownOnceProps) {
	return (
		<Dialog open onOpenChange={onOpenChange} title={title} description={description}>
			<p data-testid={testId} className="mt-4 rounded-control border bg-sunken p-3 font-mono text-12 break-all select-all">
				{secret}
			</p>
			{children}
			<div className="mt-4 flex justify-end gap-2">
				<CopyButton text={secret} what={what} wide />
				<Button look="primary" onClick={() => onOpenChange(false)}>
					{text.done}
				</Button>
			</div>
		</Dialog>
	);
}
