"use client";
import { useMemo } from "react";
import { useStored } from "@/data/stored.ts";

/** Columns of a list of leases, from the left; the widths are shares of what the narrow ones leave. */
export const leaseColumns = [
	"state",
	"name",
	"tenant",
	"shape",
	"size",
	"endpoint",
	"cpu",
	"memory",
	"image",
	"restarts",
	"inbox",
	"event",
	"age",
] as const;
export type LeaseColumn = (typeof leaseColumns)[number];

/** Those without which a row is nobody's. */
export const fixedColumns: readonly LeaseColumn[] = ["state", "name"];

export const columnWidth: Readonly<Record<LeaseColumn, string>> = {
	state: "9.5rem",
	name: "11rem",
	tenant: "8rem",
	shape: "8rem",
	size: "5rem",
	endpoint: "11rem",
	cpu: "7rem",
	memory: "10.5rem",
	image: "10rem",
	restarts: "5rem",
	inbox: "4.5rem",
	event: "14rem",
	age: "4.5rem",
};

/** Figures, which stand at the right of their column. */
export const figureColumns: readonly LeaseColumn[] = ["cpu", "memory", "restarts", "inbox"];

/** Those that are shown, as this browser remembers it. */
export function useColumns(withTenant: boolean): {
	readonly shown: readonly LeaseColumn[];
	readonly choices: readonly LeaseColumn[];
	toggle(column: LeaseColumn): void;
} {
	const [hidden, setHidden] = useStored("columns", "");
	return useMemo(() => {
		const off = hidden.split(" ").filter((name) => name !== "");
		const choices = leaseColumns.filter((column) => withTenant || column !== "tenant");
		return {
			choices,
			shown: choices.filter((column) => fixedColumns.includes(column) || !off.includes(column)),
			toggle: (column) => setHidden((off.includes(column) ? off.filter((name) => name !== column) : [...off, column]).join(" ")),
		};
	}, [hidden, setHidden, withTenant]);
}
