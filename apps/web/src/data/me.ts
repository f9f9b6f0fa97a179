"use client";
import type { RouterOutputs } from "@berth/client";
import { createContext, use } from "react";

export type Me = RouterOutputs["me"]["get"];

export const MeContext = createContext<Me | null>(null);

/** Who is signed in. Only inside of the gate, where somebody is. */
export function useMe(): Me {
	const me = use(MeContext);
	if (me === null) throw new Error("useMe outside of the session gate");
	return me;
}
