"use client";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { textOf, watchHints } from "./hint.ts";

const GAP = 6;
const EDGE = 8;

/**
 * The one place where the hint of whatever is pointed at or focused is drawn: an element with `data-hint`. It repeats what the element
 * says by its name or its description, so a screen reader is not told again.
 */
export function HintLayer() {
	const [target, setTarget] = useState<Element | null>(null);
	const [text, setText] = useState("");
	const box = useRef<HTMLDivElement>(null);
	useEffect(
		() =>
			watchHints(box, (found) => {
				setTarget(found);
				setText(found === null ? "" : textOf(found));
			}),
		[],
	);
	useEffect(() => {
		if (target === null) return;
		const changes = new MutationObserver(() => setText(textOf(target)));
		changes.observe(target, { attributeFilter: ["data-hint"] });
		return () => changes.disconnect();
	}, [target]);
	// biome-ignore lint/correctness/useExhaustiveDependencies: another text has another size
	useLayoutEffect(() => {
		const hint = box.current;
		if (target === null || hint === null) return;
		const at = target.getBoundingClientRect();
		const { width, height } = hint.getBoundingClientRect();
		const above = at.top - height - GAP;
		const left = Math.min(at.left + at.width / 2 - width / 2, window.innerWidth - width - EDGE);
		hint.style.top = `${above >= EDGE ? above : at.bottom + GAP}px`;
		hint.style.left = `${Math.max(EDGE, left)}px`;
	}, [target, text]);
	if (target === null || text === "") return null;
	return (
		<div
			ref={box}
			aria-hidden="true"
			className="fixed top-0 left-0 z-50 max-w-72 rounded-control border border-line-strong bg-raised px-2 py-1 text-12 text-ink shadow-overlay"
		>
			{text}
		</div>
	);
}
