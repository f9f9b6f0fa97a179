"use client";
import { createContext, type ReactNode, use } from "react";
import { type LeaseListView, useLeaseList } from "./use-lease-list.ts";

const Context = createContext<LeaseListView | null>(null);

/** The tenant's leases, read and followed once for all that shows them: the count in the navigation, the overview, the list. */
export function TenantLeases({ children }: { readonly children: ReactNode }) {
	return <Context value={useLeaseList("tenant")}>{children}</Context>;
}

export function useTenantLeases(): LeaseListView {
	const view = use(Context);
	if (view === null) throw new Error("useTenantLeases outside of the shell");
	return view;
}
