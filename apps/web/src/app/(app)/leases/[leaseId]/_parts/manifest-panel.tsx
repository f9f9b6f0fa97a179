"use client";
import type { LeaseDetail } from "@berth/core";
import { lazy, Suspense } from "react";
import { refuses } from "@/data/lease-actions.ts";
import { useValue } from "@/data/value.ts";
import { toText } from "@/manifest/container-form.ts";
import { manifestPanelText as words } from "@/text/lease-release.ts";
import { Button } from "@/ui/button.tsx";
import { CopyButton } from "@/ui/copy-button.tsx";
import { Panel } from "@/ui/panel.tsx";
import { Bone } from "@/ui/skeleton.tsx";
import { changing } from "./changing.ts";

// The rules of manifests are loaded by whoever changes one.
const ManifestForm = lazy(async () => ({ default: (await import("./manifest-form.tsx")).ManifestForm }));

type Release = NonNullable<LeaseDetail["release"]>;

interface ManifestPanelProps {
	readonly lease: LeaseDetail;
	readonly release: Release;
}

/** The manifest of the present release, to read, and to change. */
export function ManifestPanel({ lease, release }: ManifestPanelProps) {
	const isOpen = useValue(changing) === lease.id;
	const setOpen = (open: boolean) => changing.set(open ? lease.id : null);
	const text = toText(release.manifest);
	const aside = isOpen ? (
		<Button small onClick={() => setOpen(false)}>
			{words.leaveAsItIs}
		</Button>
	) : (
		<span className="flex items-center gap-1">
			<CopyButton text={text} what={words.manifest} />
			<Button small refusal={refuses("change", lease)} onClick={() => setOpen(true)}>
				{words.change}
			</Button>
		</span>
	);
	return (
		<Panel title={words.manifestOfRelease(release.number)} aside={aside}>
			{isOpen ? (
				<Suspense fallback={<Bone className="h-60" />}>
					<ManifestForm lease={lease} release={release} onDone={() => setOpen(false)} />
				</Suspense>
			) : (
				// biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and those without a pointer must be able to
				<pre className="max-h-96 overflow-auto text-12" tabIndex={0}>
					{text}
				</pre>
			)}
		</Panel>
	);
}
