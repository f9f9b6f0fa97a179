"use client";
import type { ActorDetail } from "@berth/core";
import { ExternalLink } from "lucide-react";
import { markOfState } from "@/format/mark.ts";
import { actorText } from "@/text/admin-actors.ts";
import { buttonClass } from "@/ui/button.tsx";
import { CopyButton } from "@/ui/copy-button.tsx";
import { Link } from "@/ui/link.tsx";
import { Age } from "@/ui/moment.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { RunMark } from "../../_parts/run-mark.tsx";
import { ActorActs } from "./actor-acts.tsx";

/** Whose actor it is, how it stands, and what can be done. */
export function ActorHead({ detail }: { readonly detail: ActorDetail }) {
	const { actor } = detail;
	return (
		<div className="mb-4 flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
			<div className="flex min-w-0 flex-wrap items-center gap-x-4 gap-y-1">
				<h1 className="truncate text-20 font-semibold tracking-tight">{actor.leaseName}</h1>
				<span data-testid="actor-state">
					<StateMark mark={markOfState(actor.state)}>{actor.lastTransition && <Age since={actor.lastTransition.at} />}</StateMark>
				</span>
				<RunMark run={actor.run} />
				<span className="text-ink-faint">{actor.tenantName}</span>
			</div>
			<div className="flex flex-wrap items-center gap-2">
				<Link href={`/leases/${actor.leaseId}`} className={buttonClass()}>
					<ExternalLink className="size-3.5" aria-hidden />
					{actorText.one.lease}
				</Link>
				<span title={actorText.one.bundleHint}>
					<CopyButton wide what={actorText.one.bundle} text={bundleOf(detail)} />
				</span>
				<ActorActs detail={detail} />
			</div>
		</div>
	);
}

/** All that the page knows, for whoever is asked for help. */
const bundleOf = (detail: ActorDetail): string => JSON.stringify(detail, null, 2);
