"use client";
import type { LeaseSummary } from "@berth/core";
import { Download, RotateCw, X, XCircle } from "lucide-react";
import { useState } from "react";
import { saveText } from "@/data/save-text.ts";
import { leaseListText } from "@/text/lease-list.ts";
import { Button, IconButton } from "@/ui/button.tsx";
import { BulkDialog, type BulkVerb } from "./bulk-dialog.tsx";

const text = leaseListText.bulk;

interface BulkBarProps {
	readonly leases: readonly LeaseSummary[];
	readonly onClear: () => void;
}

/** What can be done with the selected leases together. */
export function BulkBar({ leases, onClear }: BulkBarProps) {
	const [asks, setAsks] = useState<BulkVerb | null>(null);
	if (leases.length === 0) return null;
	return (
		<section
			aria-label={text.label}
			className="sticky bottom-3 z-10 mx-auto mt-3 flex w-fit max-w-full flex-wrap items-center gap-2 rounded-card border border-line-strong bg-raised px-3 py-2 shadow-overlay"
		>
			<span className="pr-2 font-medium tabular-nums">{text.selected(leases.length)}</span>
			<Button small onClick={() => setAsks("restart")}>
				<RotateCw className="size-3.5" aria-hidden />
				{text.restart}
			</Button>
			<Button small onClick={() => setAsks("close")}>
				<XCircle className="size-3.5" aria-hidden />
				{text.close}
			</Button>
			<Button small onClick={() => saveText("leases.json", "application/json", `${JSON.stringify(leases, null, 2)}\n`)}>
				<Download className="size-3.5" aria-hidden />
				{text.export}
			</Button>
			<IconButton label={text.clear} onClick={onClear}>
				<X className="size-4" aria-hidden />
			</IconButton>
			{asks && <BulkDialog verb={asks} leases={leases} onOpenChange={(open) => !open && setAsks(null)} onDone={onClear} />}
		</section>
	);
}
