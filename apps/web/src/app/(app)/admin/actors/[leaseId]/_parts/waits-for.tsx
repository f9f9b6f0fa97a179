import type { ActorDetail } from "@berth/core";
import { formatMoment } from "@/format/time.ts";
import { actorText } from "@/text/admin-actors.ts";

const moment = /\d{4}-\d{2}-\d{2}T[\d:.]+Z/g;

/** One sentence: what the actor waits for. The server's times are told in the reader's zone. */
export const WaitsFor = ({ detail: { waitsFor, isHere } }: { readonly detail: ActorDetail }) => (
	<p data-testid="waits-for" className="mb-4 rounded-card border bg-panel px-4 py-3 text-14">
		<span className="font-semibold">{actorText.one.waits}</span> {waitsFor.replaceAll(moment, formatMoment)}
		{!isHere && <span className="block text-12 text-ink-faint">{actorText.one.elsewhere}</span>}
	</p>
);
