"use client";
import type { LeaseDetail, RetentionView } from "@berth/core";
import { useState } from "react";
import { formatBytes } from "@/format/bytes.ts";
import { formatMoment } from "@/format/time.ts";
import { RelinquishDialog } from "@/leases/relinquish-dialog.tsx";
import { Button } from "@/ui/button.tsx";
import { Moment } from "@/ui/moment.tsx";
import { Panel } from "@/ui/panel.tsx";
import { CommandDialog } from "./command-dialog.tsx";
import { DownloadArchive } from "./download-archive.tsx";
import { RestoreDialog } from "./restore-dialog.tsx";

interface RetentionPanelProps {
	readonly lease: LeaseDetail;
	readonly retention: RetentionView;
}

/** What a closed lease left, until when, and the ways to bring it back. */
export function RetentionPanel({ lease, retention }: RetentionPanelProps) {
	const [asks, setAsks] = useState<"reopen" | "restore" | "relinquish" | null>(null);
	const leave = (open: boolean) => !open && setAsks(null);
	const { volumes, bytes, expiresAt } = retention;
	return (
		<Panel title="Retained data" className="mb-4">
			<p>
				{volumes === 1 ? "1 volume" : `${volumes} volumes`} of up to {formatBytes(bytes)} {volumes === 1 ? "is" : "are"} kept until{" "}
				{formatMoment(expiresAt)} (<Moment at={expiresAt} />) and then destroyed.
			</p>
			<div className="mt-3 flex flex-wrap gap-2">
				<Button look="primary" onClick={() => setAsks("reopen")}>
					Reopen the lease
				</Button>
				<Button onClick={() => setAsks("restore")}>Restore as a new lease</Button>
				<DownloadArchive source={{ retentionId: retention.id }} tenantId={retention.tenantId} />
				<Button onClick={() => setAsks("relinquish")}>Destroy now</Button>
			</div>
			{asks === "reopen" && <CommandDialog command="reopen" lease={lease} onOpenChange={leave} />}
			{asks === "restore" && <RestoreDialog retention={retention} onOpenChange={leave} />}
			{asks === "relinquish" && <RelinquishDialog retention={retention} onOpenChange={leave} />}
		</Panel>
	);
}
