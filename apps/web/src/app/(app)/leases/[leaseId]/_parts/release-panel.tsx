"use client";
import type { LeaseDetail } from "@berth/core";
import { markOfRelease } from "@/format/release.ts";
import { releasePanelText as text } from "@/text/lease-release.ts";
import { Link } from "@/ui/link.tsx";
import { Moment } from "@/ui/moment.tsx";
import { Panel } from "@/ui/panel.tsx";
import { StateMark } from "@/ui/state-mark.tsx";

/** The release that is or was applied. */
export function ReleasePanel({ lease }: { readonly lease: LeaseDetail }) {
	const { release } = lease;
	if (release === null) return null;
	const isGone = lease.state === "closed";
	return (
		<Panel
			title={isGone ? text.lastRelease(release.number) : text.release(release.number)}
			aside={!isGone && <StateMark mark={markOfRelease(release.status)} />}
		>
			<p className="text-ink-soft">
				{text.made} <Moment at={release.createdAt} /> · {isGone ? text.wasOn : text.on} {lease.nodeName}
			</p>
			<ul className="mt-2 grid gap-0.5 font-mono text-12">
				{Object.entries(release.manifest.services).map(([name, { image }]) => (
					<li key={name} className="truncate" title={image}>
						<span className="text-ink-faint">{name}</span> {image}
					</li>
				))}
			</ul>
			<p className="mt-2">
				<Link href={`/leases/${lease.id}/settings`} className="rounded text-accent hover:underline">
					{text.manifest}
				</Link>
			</p>
		</Panel>
	);
}
