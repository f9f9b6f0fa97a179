"use client";
import { useEffect, useRef } from "react";
import { deviceText as text } from "@/text/device.ts";
import { Button, buttonClass } from "@/ui/button.tsx";
import { Link } from "@/ui/link.tsx";
import { MarkShapeIcon } from "@/ui/state-mark.tsx";

/** How it ended: here and now, or before somebody came. */
export type Ending =
	| { readonly state: "done"; readonly name: string; readonly isOfTenant: boolean }
	| { readonly state: "denied" | "confirmed" | "expired" };

const shapes = { done: "ok", denied: "rest", confirmed: "rest", expired: "rest" } as const;

/** What became of a code, and where to go on. */
export function Outcome({ ending, onAnother }: { readonly ending: Ending; readonly onAnother: () => void }) {
	const head = useRef<HTMLHeadingElement>(null);
	// Whoever does not see that the form is gone hears what is there in its place.
	useEffect(() => head.current?.focus(), []);
	const said = text.ended[ending.state];
	return (
		<div className="grid justify-items-start gap-3 rounded-card border bg-panel p-6">
			<h1 ref={head} tabIndex={-1} className="flex items-center gap-2 text-16 font-semibold outline-none">
				<MarkShapeIcon shape={shapes[ending.state]} />
				{said.title}
			</h1>
			<p className="text-ink-soft">{typeof said.note === "string" ? said.note : said.note(ending.state === "done" ? ending.name : "")}</p>
			<div className="flex flex-wrap gap-2">
				{ending.state !== "done" && <Button onClick={onAnother}>{text.another}</Button>}
				{ending.state === "done" && ending.isOfTenant && (
					<Link href="/keys" className={buttonClass("primary")}>
						{text.keys}
					</Link>
				)}
				<Link href="/" className={buttonClass()}>
					{text.overview}
				</Link>
			</div>
		</div>
	);
}
