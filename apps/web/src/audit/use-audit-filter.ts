"use client";
import { useParam } from "@/data/use-param.ts";

/** What narrows the audit log; it stands in the address, so that a link carries it. */
export function useAuditFilter() {
	const [actor, setActor] = useParam("actor");
	const [action, setAction] = useParam("action");
	const [target, setTarget] = useParam("target");
	const filter = { ...(actor && { actor }), ...(action && { action }), ...(target && { target }) };
	const clear = () => {
		setActor("");
		setAction("");
		setTarget("");
	};
	return { filter, set: { actor: setActor, action: setAction, target: setTarget }, clear, isNarrowed: Object.keys(filter).length > 0 };
}

export type AuditFilterState = ReturnType<typeof useAuditFilter>;
