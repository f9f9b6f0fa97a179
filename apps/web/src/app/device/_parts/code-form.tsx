"use client";
import type { FormEvent } from "react";
import { deviceText } from "@/text/device.ts";
import { codeFormText as words } from "@/text/sign-in.ts";
import { Button } from "@/ui/button.tsx";
import { CopyButton } from "@/ui/copy-button.tsx";
import { TextField } from "@/ui/field.tsx";

const text = deviceText.asking;

interface CodeFormProps {
	readonly onCode: (code: string) => void;
	/** What was typed before, and what was wrong with it. */
	readonly typed?: string;
	readonly error?: string;
}

/** How one begins, and the field for what the terminal shows. */
export function CodeForm({ onCode, typed = "", error }: CodeFormProps) {
	const command = `berth login ${window.location.origin}`;
	const submit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		const code = String(new FormData(event.currentTarget).get("code")).trim().toUpperCase();
		if (code !== "") onCode(code);
	};
	return (
		<form onSubmit={submit} className="grid gap-4">
			<div className="grid gap-1.5">
				<p className="text-ink-soft">{text.begin}</p>
				<p className="flex items-center justify-between gap-2 rounded-control border bg-sunken px-3 py-1.5">
					<code className="min-w-0 text-12 break-all">{command}</code>
					<CopyButton text={command} what={words.command} />
				</p>
				<p className="text-ink-soft">{text.next}</p>
			</div>
			<TextField
				label={text.code}
				name="code"
				hint={text.hint}
				error={error}
				defaultValue={typed}
				required
				autoFocus
				mono
				className="uppercase"
				maxLength={16}
				autoComplete="off"
				autoCapitalize="characters"
				spellCheck={false}
			/>
			<Button type="submit" look="primary">
				{text.action}
			</Button>
		</form>
	);
}
