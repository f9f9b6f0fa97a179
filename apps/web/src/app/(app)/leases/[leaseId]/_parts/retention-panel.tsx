"use client";
import type { LeaseDetail, RetentionView } from "@berth/core";
import { useState } from "react";
import { formatBytes } from "@/format/bytes.ts";
import { formatMoment } from "@/format/time.ts";
import { RelinquishDialog } from "@/leases/relinquish-dialog.tsx";
import { retentionPanelText as text } from "@/text/lease-settings.ts";
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
		<Panel title={text.retainedData} className="mb-4">
			<p>
				{volumes === 1 ? text.n1Volume : text.volumes(volumes)} {text.ofUpTo(formatBytes(bytes))} {volumes === 1 ? text.is : text.are}{" "}
				{text.keptUntil(formatMoment(expiresAt))}
				<Moment at={expiresAt} />
				{text.andThenDestroyed}
			</p>
			<div className="mt-3 flex flex-wrap gap-2">
				<Button look="primary" onClick={() => setAsks("reopen")}>
					{text.reopenTheLease}
				</Button>
				<Button onClick={() => setAsks("restore")}>{text.restoreAsANewLease}</Button>
				<DownloadArchive source={{ retentionId: retention.id }} tenantId={retention.tenantId} />
				<Button onClick={() => setAsks("relinquish")}>{text.destroyNow}</Button>
			</div>
			{asks === "reopen" && <CommandDialog command="reopen" lease={lease} onOpenChange={leave} />}
			{asks === "restore" && <RestoreDialog retention={retention} onOpenChange={leave} />}
			{asks === "relinquish" && <RelinquishDialog retention={retention} onOpenChange={leave} />}
		</Panel>
	);
}
