"use client";
import type { DialogProps } from "./dialog-body.tsx";
import { useLate } from "./use-late.ts";

const load = () => import("./dialog-body.tsx");

/** A question or a small form above the page. What draws it is loaded with the first that opens. */
export function Dialog(props: DialogProps) {
	const part = useLate(props.open, load);
	return part && <part.DialogBody {...props} />;
}
