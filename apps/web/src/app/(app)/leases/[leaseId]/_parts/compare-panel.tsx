"use client";
import type { LeaseDetail, ReleaseView } from "@berth/core";
import { refuses } from "@/data/lease-actions.ts";
import { comparePanelText as text } from "@/text/lease-release.ts";
import { Button } from "@/ui/button.tsx";
import { Panel } from "@/ui/panel.tsx";
import { ReleaseDiff } from "./release-diff.tsx";

interface ComparePanelProps {
	readonly lease: LeaseDetail;
	/** The two that were picked, in whatever order. */
	readonly picked: readonly [ReleaseView, ReleaseView];
	readonly onRollBack: (release: ReleaseView) => void;
	readonly onClose: () => void;
}

/** Two releases beside each other, and the way back to either. */
export function ComparePanel({ lease, picked, onRollBack, onClose }: ComparePanelProps) {
	const [from, to] = picked[0].number < picked[1].number ? picked : [picked[1], picked[0]];
	const offered = [from, to].filter(({ number, status }) => number !== lease.release?.number && status !== "deploying");
	return (
		<Panel
			title={text.releaseAndRelease(from.number, to.number)}
			flush
			aside={
				<span className="flex gap-2">
					{offered.map((release) => (
						<Button key={release.number} small refusal={refuses("change", lease)} onClick={() => onRollBack(release)}>
							{text.makeReleaseAgain(release.number)}
						</Button>
					))}
					<Button small onClick={onClose}>
						{text.close}
					</Button>
				</span>
			}
		>
			<ReleaseDiff lease={lease} from={from.number} to={to.number} />
		</Panel>
	);
}
