"use client";
import type { LeaseDetail } from "@berth/core";
import { ExternalLink, Pencil, Play, RotateCw, Square } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { refuses, refusesClose } from "@/data/lease-actions.ts";
import { useMe } from "@/data/me.ts";
import { bareUrl } from "@/format/lease.ts";
import { markOfLease } from "@/format/mark.ts";
import { Seen } from "@/leases/seen.tsx";
import { leaseHeadText as words } from "@/text/lease-summary.ts";
import { Button } from "@/ui/button.tsx";
import { CopyButton } from "@/ui/copy-button.tsx";
import { Age } from "@/ui/moment.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { useLate } from "@/ui/use-late.ts";
import { changing } from "./changing.ts";
import type { AskedCommand } from "./command-dialog.tsx";

const loadClose = () => import("./close-dialog.tsx");
const loadCommand = () => import("./command-dialog.tsx");

/** The name of the lease, how it is, where it answers, and what can be done to it now. */
export function LeaseHead({ lease }: { readonly lease: LeaseDetail }) {
	const [asks, setAsks] = useState<AskedCommand | "close" | null>(null);
	const closing = useLate(asks === "close", loadClose);
	const command = useLate(asks !== null && asks !== "close", loadCommand);
	const { isAdmin } = useMe();
	const router = useRouter();
	const url = lease.endpoints.find((endpoint) => endpoint.url !== null)?.url ?? null;
	const change = () => {
		changing.set(lease.id);
		router.push(`/leases/${lease.id}/settings`);
	};
	const leave = (open: boolean) => !open && setAsks(null);
	const isStopped = lease.state === "stopped" || lease.state === "starting";
	return (
		<div className="mb-3 flex min-h-8 flex-wrap items-center gap-x-5 gap-y-2">
			<h1 className="max-w-full truncate text-20 font-semibold tracking-tight">{lease.name}</h1>
			<div data-testid="lease-state" className="text-14">
				<StateMark mark={markOfLease(lease)}>
					{lease.unknownSince === null ? (
						<>
							{words.for} <Age since={lease.stateSince} />
						</>
					) : (
						<Seen at={lease.unknownSince} />
					)}
				</StateMark>
			</div>
			{lease.quarantined && <span className="rounded border px-1.5 text-12 font-medium text-warn edge tint">{words.quarantined}</span>}
			{isAdmin && <span className="text-ink-faint">{lease.tenantName}</span>}
			{url !== null && (
				<span className="inline-flex min-w-0 items-center gap-0.5">
					<a
						href={url}
						target="_blank"
						rel="noreferrer"
						className="inline-flex min-w-0 items-center gap-1 rounded font-mono text-12 text-accent hover:underline"
					>
						<span className="truncate">{bareUrl(url)}</span>
						<ExternalLink className="size-3.5 shrink-0" aria-hidden />
						<span className="sr-only">{words.opensInANewTab}</span>
					</a>
					<CopyButton text={url} what={words.endpoint} />
				</span>
			)}
			{lease.state !== "closed" && (
				<div className="ml-auto flex flex-wrap gap-2">
					<Button data-hotkey="R" refusal={refuses("restart", lease)} onClick={() => setAsks("restart")}>
						<RotateCw className="size-3.5" aria-hidden />
						{words.restart}
					</Button>
					<Button data-hotkey="U" refusal={refuses("change", lease)} onClick={change}>
						<Pencil className="size-3.5" aria-hidden />
						{words.update}
					</Button>
					{isStopped ? (
						<Button refusal={refuses("start", lease)} onClick={() => setAsks("start")}>
							<Play className="size-3.5" aria-hidden />
							{words.start}
						</Button>
					) : (
						<Button refusal={refuses("stop", lease)} onClick={() => setAsks("stop")}>
							<Square className="size-3.5" aria-hidden />
							{words.stop}
						</Button>
					)}
					<Button refusal={refusesClose(lease)} onClick={() => setAsks("close")}>
						{words.close}
					</Button>
				</div>
			)}
			{asks === "close" && closing && <closing.CloseDialog lease={lease} onOpenChange={leave} />}
			{asks !== null && asks !== "close" && command && <command.CommandDialog command={asks} lease={lease} onOpenChange={leave} />}
		</div>
	);
}
