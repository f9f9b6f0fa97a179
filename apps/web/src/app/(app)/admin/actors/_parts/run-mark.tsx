import type { ActorView } from "@berth/core";
import type { MarkShape } from "@/format/mark.ts";
import { actorText } from "@/text/admin-actors.ts";
import { MarkShapeIcon } from "@/ui/state-mark.tsx";

const shapes: Record<ActorView["run"], MarkShape> = { idle: "pending", busy: "work", passive: "gone", quarantined: "warn" };

/** What an actor is about. */
export const RunMark = ({ run }: { readonly run: ActorView["run"] }) => (
	<span data-run={run} className="inline-flex items-center gap-1.5 align-middle">
		<MarkShapeIcon shape={shapes[run]} className="size-2.5" />
		{actorText.runs[run]}
	</span>
);
