"use client";
import { useMemo } from "react";
import { LogViewer } from "@/logs/log-viewer.tsx";
import { useLeaseFeed } from "./lease-context.ts";

export function LeaseLogsTab() {
	const { lease } = useLeaseFeed();
	const names = lease.items
		.map(({ service }) => service)
		.toSorted()
		.join(" ");
	// The viewer draws anew when its services change, which a new snapshot of the same lease is not.
	const services = useMemo(() => names.split(" "), [names]);
	return <LogViewer leaseId={lease.id} leaseName={lease.name} services={services} />;
}
