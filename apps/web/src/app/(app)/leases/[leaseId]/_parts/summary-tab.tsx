"use client";
import { useMe } from "@/data/me.ts";
import { ActorStrip } from "./actor-strip.tsx";
import { DoingStrip } from "./doing-strip.tsx";
import { EndpointPanel } from "./endpoint-panel.tsx";
import { FailurePanel } from "./failure-panel.tsx";
import { InstanceTable } from "./instance-table.tsx";
import { useLeaseFeed } from "./lease-context.ts";
import { OperationPanel } from "./operation-panel.tsx";
import { ReleasePanel } from "./release-panel.tsx";
import { ResourcePanel } from "./resource-panel.tsx";
import { RestartPanel } from "./restart-panel.tsx";
import { NothingRetained, RetentionPanel } from "./retention-panel.tsx";

export function LeaseSummaryTab() {
	const { lease, events } = useLeaseFeed();
	const { isAdmin } = useMe();
	const isStale = lease.unknownSince !== null;
	return (
		<div className={isStale ? "opacity-65" : undefined}>
			<FailurePanel lease={lease} />
			{lease.retention && <RetentionPanel lease={lease} retention={lease.retention} />}
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
					<RestartPanel leaseId={lease.id} events={events} />
				</div>
			</div>
			{isAdmin ? <ActorStrip leaseId={lease.id} /> : <DoingStrip lease={lease} events={events} />}
		</div>
	);
}
