"use client";
import { X } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { useLease } from "@/data/use-lease.ts";
import { formatBytes, formatCpu } from "@/format/bytes.ts";
import { bareUrl, shapeOf, sizesOf } from "@/format/lease.ts";
import { markOfLease } from "@/format/mark.ts";
import { leaseListText } from "@/text/lease-list.ts";
import { leasePanelText as words } from "@/text/lease-parts.ts";
import { buttonClass, IconButton } from "@/ui/button.tsx";
import { CopyButton } from "@/ui/copy-button.tsx";
import { Link } from "@/ui/link.tsx";
import { Age, Moment } from "@/ui/moment.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { Bone } from "@/ui/skeleton.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { LastLines } from "./last-lines.tsx";
import { leasedOf } from "./leased-of.ts";

const text = leaseListText.panel;

interface LeasePanelProps {
	readonly leaseId: string;
	readonly onClose: () => void;
}

/** A lease beside the list: how it is and what it said last, without leaving the list. */
export function LeasePanel({ leaseId, onClose }: LeasePanelProps) {
	const { feed, problem, retry } = useLease(leaseId);
	useEffect(() => {
		const onKey = (event: KeyboardEvent) => {
			if (event.key === "Escape" && !event.defaultPrevented && document.querySelector("[role=dialog], [role=menu]") === null) onClose();
		};
		window.addEventListener("keydown", onKey);
		return () => window.removeEventListener("keydown", onKey);
	}, [onClose]);
	const lease = feed?.lease;
	const leased = lease && leasedOf(lease);
	const urls = [...new Set(lease?.endpoints.flatMap(({ url }) => url ?? []))];
	return (
		<aside
			aria-label={text.label(lease?.name ?? "…")}
			data-testid="lease-panel"
			className="fixed inset-y-0 right-0 z-30 flex w-full max-w-md flex-col border-l bg-panel shadow-overlay lg:sticky lg:top-16 lg:z-0 lg:h-[calc(100dvh-6rem)] lg:w-96 lg:shrink-0 lg:rounded-card lg:border lg:shadow-none"
		>
			<header className="flex h-12 shrink-0 items-center gap-2 border-b px-4">
				<h2 className="min-w-0 flex-1 truncate font-semibold">{lease?.name ?? <Bone className="w-24" />}</h2>
				<Link href={`/leases/${leaseId}`} className={buttonClass("plain", true)}>
					{text.open}
				</Link>
				<IconButton label={text.close} onClick={onClose}>
					<X className="size-4" aria-hidden />
				</IconButton>
			</header>
			<div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto p-4">
				{problem && <ProblemPanel title={text.failed} problem={problem} onRetry={retry} />}
				{lease && leased && (
					<>
						<div>
							<StateMark mark={markOfLease(lease)}>
								<Age since={lease.stateSince} />
							</StateMark>
							{lease.message !== null && (
								<p className="mt-1 text-bad">
									{lease.reason !== null && `${lease.reason}: `}
									{lease.message}
								</p>
							)}
						</div>
						<dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
							<Fact name={text.id}>
								<span className="inline-flex max-w-full items-center gap-1">
									<code className="truncate text-12">{lease.id}</code>
									<CopyButton text={lease.id} what={words.id} />
								</span>
							</Fact>
							<Fact name={text.shape}>{shapeOf(lease.items)}</Fact>
							<Fact name={text.size}>{sizesOf(lease.items)}</Fact>
							<Fact name={text.images}>
								<span className="font-mono text-12 break-all">{lease.images.join(" ")}</span>
							</Fact>
							{urls.length > 0 && (
								<Fact name={text.endpoints}>
									{urls.map((url) => (
										<a key={url} href={url} target="_blank" rel="noreferrer" className="block truncate rounded text-accent hover:underline">
											{bareUrl(url)} <span className="sr-only">{leaseListText.opensInNewTab}</span>
										</a>
									))}
								</Fact>
							)}
							<Fact name={text.cpu}>{formatCpu(leased.cpuMillis)}</Fact>
							<Fact name={text.memory}>{formatBytes(leased.memoryBytes)}</Fact>
							<Fact name={text.disk}>{formatBytes(leased.diskBytes)}</Fact>
							<Fact name={text.created}>
								<Moment at={lease.createdAt} />
							</Fact>
							{lease.expiresAt !== null && (
								<Fact name={text.ends}>
									<Moment at={lease.expiresAt} />
								</Fact>
							)}
						</dl>
						<LastLines leaseId={lease.id} />
					</>
				)}
			</div>
		</aside>
	);
}

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
	<>
		<dt className="text-ink-faint">{name}</dt>
		<dd className="min-w-0">{children}</dd>
	</>
);
