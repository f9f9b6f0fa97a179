"use client";
import { useState } from "react";
import { refusesClose } from "@/data/lease-actions.ts";
import { useMe } from "@/data/me.ts";
import { toText } from "@/manifest/container-form.ts";
import { Button } from "@/ui/button.tsx";
import { CopyButton } from "@/ui/copy-button.tsx";
import { Panel } from "@/ui/panel.tsx";
import { CloseDialog, closeEffect } from "./close-dialog.tsx";
import { useLeaseFeed } from "./lease-context.ts";
import { QuarantinePanel } from "./quarantine-panel.tsx";

export function LeaseSettingsTab() {
	const { lease } = useLeaseFeed();
	const { isAdmin } = useMe();
	const [isOpen, setOpen] = useState(false);
	const manifest = lease.release ? toText(lease.release.manifest) : null;
	return (
		<div className="grid max-w-3xl gap-4">
			<Panel title="Identity">
				<dl className="grid grid-cols-[6rem_minmax(0,1fr)] items-center gap-y-1">
					<dt className="text-ink-faint">Lease</dt>
					<dd className="flex min-w-0 items-center gap-1">
						<code className="truncate text-12">{lease.id}</code>
						<CopyButton text={lease.id} what="lease id" />
					</dd>
					<dt className="text-ink-faint">Tenant</dt>
					<dd>{lease.tenantName}</dd>
					<dt className="text-ink-faint">Node</dt>
					<dd>{lease.nodeName}</dd>
				</dl>
			</Panel>
			{manifest !== null && (
				<Panel title={`Manifest of release ${lease.release?.number}`} aside={<CopyButton text={manifest} what="manifest" />}>
					<pre className="max-h-96 overflow-auto text-12">{manifest}</pre>
				</Panel>
			)}
			{isAdmin && <QuarantinePanel lease={lease} />}
			<Panel title="Close this lease">
				<div className="flex flex-wrap items-center justify-between gap-3">
					<p className="max-w-lg text-ink-soft">{closeEffect(lease)}</p>
					<Button look="danger" refusal={refusesClose(lease)} onClick={() => setOpen(true)}>
						Close {lease.name}
					</Button>
				</div>
			</Panel>
			{isOpen && <CloseDialog lease={lease} onOpenChange={setOpen} />}
		</div>
	);
}
