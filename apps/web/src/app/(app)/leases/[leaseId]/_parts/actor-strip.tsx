"use client";
import { useActors } from "@/data/use-actors.ts";
import { useNow } from "@/data/use-now.ts";
import { formatRelative } from "@/format/time.ts";
import { actorStripText as text } from "@/text/lease-summary.ts";
import { Link } from "@/ui/link.tsx";

/** For admins, at the foot of a lease: what its actor does and what it waits for. */
export function ActorStrip({ leaseId }: { readonly leaseId: string }) {
	const now = useNow();
	const { snapshot } = useActors();
	if (snapshot === undefined) return null;
	const actor = snapshot.actors.find((candidate) => candidate.leaseId === leaseId);
	const parts =
		actor === undefined
			? ["passive: nothing to do, nothing in memory"]
			: [
					actor.run,
					`inbox ${actor.inbox}/${actor.inboxMax} (high ${actor.inboxHigh})`,
					...(actor.current === null ? [] : [`now ${actor.current}${actor.step === null ? "" : `, step ${actor.step}`}`]),
					...(actor.lastTransition === null
						? []
						: [
								`last ${actor.lastTransition.to} ← ${actor.lastTransition.from ?? "nothing"} ${formatRelative(actor.lastTransition.at, now)}`,
							]),
					...(actor.nextTimerAt === null ? [] : [`next timer ${formatRelative(actor.nextTimerAt, now)}`]),
					...(actor.panics === 0 ? [] : [`${actor.panics} panics`]),
				];
	return (
		<p className="mt-4 flex flex-wrap gap-x-2 rounded-card border bg-panel px-4 py-2.5 text-12 text-ink-soft tabular-nums">
			<Link href="/admin/actors" className="rounded font-medium text-ink hover:underline">
				{text.actor}
			</Link>
			{parts.join(" · ")}
		</p>
	);
}
