"use client";
import { useState } from "react";
import { useValue } from "@/data/value.ts";
import { waitingToasts } from "./toast.ts";
import { useLate } from "./use-late.ts";

const load = () => import("./toast-corner.tsx");

/** Where toasts are drawn; what draws them is loaded with the first. */
export function Toasts() {
	const isAny = useValue(waitingToasts).length > 0;
	const [isWanted, setWanted] = useState(false);
	if (isAny && !isWanted) setWanted(true);
	const part = useLate(isWanted, load);
	return part && <part.ToastCorner />;
}
