"use client";
import { type FormEvent, type ReactNode, useState } from "react";
import { confirmDialogText as words } from "@/text/ui.ts";
import { Button, type ButtonLook } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { TextField } from "./field.tsx";

interface ConfirmDialogProps {
	readonly open: boolean;
	readonly onOpenChange: (open: boolean) => void;
	readonly title: string;
	/** What it will do, in numbers where there are any. */
	readonly effect: string;
	readonly action: string;
	readonly look?: ButtonLook;
	/** A name that must be typed before the button works; for what cannot be undone. */
	readonly typed?: string;
	readonly busy: boolean;
	readonly onConfirm: () => void;
	/** What is to be chosen first, and why the last try failed. */
	readonly children?: ReactNode;
}

/** Asks once more. The button says what will happen; Enter in the field presses it. */
export function ConfirmDialog({ typed, look = "primary", busy, onConfirm, action, effect, children, ...dialog }: ConfirmDialogProps) {
	const [text, setText] = useState("");
	const refusal = typed !== undefined && text !== typed ? `Type ${typed} first` : null;
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (refusal === null && !busy) onConfirm();
	};
	return (
		<Dialog {...dialog} description={effect}>
			<form onSubmit={submit} className="mt-4 grid gap-4">
				{children}
				{typed !== undefined && (
					<TextField
						label={words.typeToConfirm(typed)}
						value={text}
						onChange={(event) => setText(event.target.value)}
						autoComplete="off"
						spellCheck={false}
						mono
					/>
				)}
				<div className="flex justify-end gap-2">
					<Button onClick={() => dialog.onOpenChange(false)}>{words.cancel}</Button>
					<Button type="submit" look={look} refusal={refusal} busy={busy}>
						{action}
					</Button>
				</div>
			</form>
		</Dialog>
	);
}
