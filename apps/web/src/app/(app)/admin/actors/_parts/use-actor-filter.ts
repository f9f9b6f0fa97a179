"use client";
import { leaseStates } from "@berth/core";
import type { ActorFilter } from "@/data/actors.ts";
import { useParam } from "@/data/use-param.ts";

/** What narrows the table of actors; it stands in the address, so that a link carries it. */
export function useActorFilter() {
	const [stuck, setStuck] = useParam("stuck");
	const [inbox, setInbox] = useParam("inbox");
	const [state, setState] = useParam("state");
	const [tenant, setTenant] = useParam("tenant");
	const [node, setNode] = useParam("node");
	const filter: ActorFilter = {
		isStuck: stuck === "1",
		inboxOver: /^\d{1,2}$/.test(inbox) ? Number(inbox) : null,
		state: leaseStates.find((known) => known === state) ?? null,
		tenant: tenant === "" ? null : tenant,
		nodeId: node === "" ? null : node,
	};
	const setters = { stuck: setStuck, inbox: setInbox, state: setState, tenant: setTenant, node: setNode };
	const clear = () => {
		for (const set of Object.values(setters)) set("");
	};
	return { filter, set: setters, clear };
}
