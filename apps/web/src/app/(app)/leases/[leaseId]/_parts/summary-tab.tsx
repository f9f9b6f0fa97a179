"use client";
import { useMe } from "@/data/me.ts";
import { useLate } from "@/ui/use-late.ts";
import { DoingStrip } from "./doing-strip.tsx";
import { EndpointPanel } from "./endpoint-panel.tsx";
import { InstanceTable } from "./instance-table.tsx";
import { useLeaseFeed } from "./lease-context.ts";
import { NothingRetained } from "./nothing-retained.tsx";
import { OperationPanel } from "./operation-panel.tsx";
import { ReleasePanel } from "./release-panel.tsx";
import { ResourcePanel } from "./resource-panel.tsx";

const loadFailure = () => import("./failure-panel.tsx");
const loadActor = () => import("./actor-strip.tsx");
const loadRestarts = () => import("./restart-panel.tsx");
const loadRetention = () => import("./retention-panel.tsx");

export function LeaseSummaryTab() {
	const { lease, events } = useLeaseFeed();
	const { isAdmin } = useMe();
	const failure = useLate(lease.state === "failed" || lease.state === "failing", loadFailure);
	const retention = useLate(lease.retention !== null, loadRetention);
	const actor = useLate(isAdmin, loadActor);
	const restarts = useLate(true, loadRestarts);
	const isStale = lease.unknownSince !== null;
	return (
		<div className={isStale ? "opacity-65" : undefined}>
			{failure && <failure.FailurePanel lease={lease} />}
			{lease.retention && retention && <retention.RetentionPanel lease={lease} retention={lease.retention} />}
			{lease.state === "closed" && lease.retention === null && <NothingRetained gone={lease.gone} />}
			<div className="grid gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(18rem,1fr)]">
				<div className="grid min-w-0 content-start gap-4">
					<OperationPanel lease={lease} />
					<InstanceTable instances={lease.instances} state={lease.state} />
				</div>
				<div className="grid min-w-0 content-start gap-4">
					<EndpointPanel lease={lease} />
					<ResourcePanel lease={lease} />
					<ReleasePanel lease={lease} />
					{restarts && <restarts.RestartPanel leaseId={lease.id} events={events} />}
				</div>
			</div>
			{isAdmin ? actor && <actor.ActorStrip leaseId={lease.id} /> : <DoingStrip lease={lease} events={events} />}
		</div>
	);
}
