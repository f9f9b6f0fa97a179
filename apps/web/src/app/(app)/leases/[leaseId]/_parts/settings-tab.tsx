"use client";
import { isClosing } from "@berth/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useMe } from "@/data/me.ts";
import { useTRPC } from "@/data/trpc.ts";
import { settingsTabText as words } from "@/text/lease-settings.ts";
import { Button } from "@/ui/button.tsx";
import { CopyButton } from "@/ui/copy-button.tsx";
import { Panel } from "@/ui/panel.tsx";
import { useLate } from "@/ui/use-late.ts";
import { closeEffect } from "./close-effect.ts";
import { DomainPanel } from "./domain-panel.tsx";
import { ArchivePanel } from "./download-archive.tsx";
import { EnvironmentPanel } from "./environment-panel.tsx";
import { useLeaseFeed } from "./lease-context.ts";
import { ManifestPanel } from "./manifest-panel.tsx";
import { QuarantinePanel } from "./quarantine-panel.tsx";
import { ScalePanel } from "./scale-panel.tsx";
import { TermPanel } from "./term-panel.tsx";

const loadClose = () => import("./close-dialog.tsx");

export function LeaseSettingsTab() {
	const { lease } = useLeaseFeed();
	const { isAdmin } = useMe();
	const [isOpen, setOpen] = useState(false);
	const close = useLate(isOpen, loadClose);
	const trpc = useTRPC();
	const hasIngress = useQuery(trpc.policy.get.queryOptions()).data?.ingressDomain != null;
	return (
		<div className="grid max-w-3xl gap-4">
			<Panel title={words.identity}>
				<dl className="grid grid-cols-[6rem_minmax(0,1fr)] items-center gap-y-1">
					<dt className="text-ink-faint">{words.lease}</dt>
					<dd className="flex min-w-0 items-center gap-1">
						<code className="truncate text-12">{lease.id}</code>
						<CopyButton text={lease.id} what={words.leaseId} />
					</dd>
					<dt className="text-ink-faint">{words.tenant}</dt>
					<dd>{lease.tenantName}</dd>
					<dt className="text-ink-faint">{words.node}</dt>
					<dd>{lease.nodeName}</dd>
					{lease.partition !== null && (
						<>
							<dt className="text-ink-faint">{words.partition}</dt>
							<dd>{lease.partition}</dd>
						</>
					)}
				</dl>
			</Panel>
			{lease.release && !isClosing(lease.state) && <ScalePanel lease={lease} />}
			{lease.release && !isClosing(lease.state) && <EnvironmentPanel lease={lease} />}
			{lease.release && <ManifestPanel lease={lease} release={lease.release} />}
			{hasIngress && !isClosing(lease.state) && <DomainPanel lease={lease} />}
			{!isClosing(lease.state) && <TermPanel lease={lease} />}
			{lease.items.some(({ diskBytes }) => diskBytes > 0) && !isClosing(lease.state) && <ArchivePanel lease={lease} />}
			{isAdmin && <QuarantinePanel lease={lease} />}
			{!isClosing(lease.state) && (
				<Panel title={words.closeThisLease}>
					<div className="flex flex-wrap items-center justify-between gap-3">
						<p className="max-w-lg text-ink-soft">{closeEffect(lease)}</p>
						<Button look="danger" onClick={() => setOpen(true)}>
							{words.close(lease.name)}
						</Button>
					</div>
				</Panel>
			)}
			{isOpen && close && <close.CloseDialog lease={lease} onOpenChange={setOpen} />}
		</div>
	);
}
