"use client";
import { useMemo } from "react";
import { marksOf } from "@/logs/log-marks.ts";
import { LogViewer } from "@/logs/log-viewer.tsx";
import { useLeaseFeed } from "./lease-context.ts";

export function LeaseLogsTab() {
	const { lease, events } = useLeaseFeed();
	const names = lease.items
		.map(({ service }) => service)
		.toSorted()
		.join(" ");
	// The viewer draws anew when its services or marks change, which a new snapshot of the same lease is not.
	const services = useMemo(() => names.split(" "), [names]);
	const marks = useMemo(() => marksOf(events), [events]);
	const instances = Math.max(1, ...lease.items.map(({ quantity }) => quantity));
	return <LogViewer leaseId={lease.id} services={services} instances={instances} marks={marks} />;
}
