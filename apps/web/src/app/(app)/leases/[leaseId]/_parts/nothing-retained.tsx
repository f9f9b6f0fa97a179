import type { LeaseDetail } from "@berth/core";
import { whyGone } from "@/format/retention.ts";
import { formatMoment } from "@/format/time.ts";
import { nothingRetainedText as text } from "@/text/lease-settings.ts";
import { Link } from "@/ui/link.tsx";
import { Panel } from "@/ui/panel.tsx";

/** A closed lease that cannot be brought back, and why where that is known. */
export const NothingRetained = ({ gone }: Pick<LeaseDetail, "gone">) => (
	<Panel title={text.retainedData} className="mb-4">
		<p>
			{text.nothingOfItIsKept} {gone && text.itsDataWasDestroyedOn(formatMoment(gone.destroyedAt), whyGone[gone.because])}
			<Link href="/leases/new" className="rounded text-accent hover:underline">
				{text.makeANewLease}
			</Link>
		</p>
	</Panel>
);
