"use client";
import { useEffect } from "react";
import { appErrorText as text } from "@/text/app.ts";
import { Brand } from "@/ui/brand.tsx";
import { Button } from "@/ui/button.tsx";

/** A page that broke while it was drawn. Nothing that runs is touched by that. */
export default function PageError({ error, reset }: { readonly error: Error & { readonly digest?: string }; readonly reset: () => void }) {
	useEffect(() => console.error(error), [error]);
	return (
		<main className="mx-auto grid max-w-lg gap-4 px-4 pt-[18vh]">
			<Brand />
			<h1 className="text-20 font-semibold">{text.thisPageBroke}</h1>
			<p className="text-ink-soft">
				{text.theFaultIsOursIn}
				{error.digest !== undefined && (
					<>
						{" "}
						{text.code} <code>{error.digest}</code>
					</>
				)}
			</p>
			<p>
				<Button look="primary" onClick={reset}>
					{text.drawItAgain}
				</Button>
			</p>
		</main>
	);
}
