"use client";
import { useMemo } from "react";
import { marksOf } from "@/logs/log-marks.ts";
import { SkeletonPanel } from "@/ui/skeleton.tsx";
import { useLate } from "@/ui/use-late.ts";
import { useLeaseFeed } from "./lease-context.ts";

// Fetched while the lease is asked for: the page around it stands before the viewer is there.
const loadViewer = () => import("@/logs/log-viewer.tsx");

export function LeaseLogsTab() {
	const { lease, events } = useLeaseFeed();
	const viewer = useLate(true, loadViewer);
	const names = lease.items
		.map(({ service }) => service)
		.toSorted()
		.join(" ");
	// The viewer draws anew when its services or marks change, which a new snapshot of the same lease is not.
	const services = useMemo(() => names.split(" "), [names]);
	const marks = useMemo(() => marksOf(events), [events]);
	const instances = Math.max(1, ...lease.items.map(({ quantity }) => quantity));
	if (viewer === null) return <SkeletonPanel className="h-96" />;
	return <viewer.LogViewer leaseId={lease.id} services={services} instances={instances} marks={marks} />;
}
