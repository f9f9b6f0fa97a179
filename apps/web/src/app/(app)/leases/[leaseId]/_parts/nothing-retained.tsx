import type { LeaseDetail } from "@berth/core";
import { whyGone } from "@/format/retention.ts";
import { formatMoment } from "@/format/time.ts";
import { Link } from "@/ui/link.tsx";
import { Panel } from "@/ui/panel.tsx";

/** A closed lease that cannot be brought back, and why where that is known. */
export const NothingRetained = ({ gone }: Pick<LeaseDetail, "gone">) => (
	<Panel title="Retained data" className="mb-4">
		<p>
			Nothing of it is kept, so it cannot be brought back.{" "}
			{gone && `Its data was destroyed on ${formatMoment(gone.destroyedAt)}, because ${whyGone[gone.because]}. `}
			<Link href="/leases/new" className="rounded text-accent hover:underline">
				Make a new lease
			</Link>
		</p>
	</Panel>
);
