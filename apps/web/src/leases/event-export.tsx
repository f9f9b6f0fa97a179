"use client";
import type { LeaseEventType } from "@berth/core";
import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useTRPC } from "@/data/trpc.ts";
import { eventsText } from "@/text/lease-events.ts";
import { IconButton } from "@/ui/button.tsx";
import { Menu, MenuLink, MenuNote } from "@/ui/menu.tsx";

const text = eventsText;
const formats = ["csv", "ndjson"] as const;

interface EventExportProps {
	readonly leaseId: string;
	/** Empty for all. */
	readonly operationId: string;
	/** Null for all. */
	readonly types: readonly LeaseEventType[] | null;
}

/** The events as a file, as far as they pass the filter, older ones than are shown too. They are links: the browser writes what comes. */
export function EventExport({ leaseId, operationId, types }: EventExportProps) {
	const trpc = useTRPC();
	const tenant = useQuery(trpc.policy.get.queryOptions()).data?.tenant.id;
	const href = (format: string) =>
		`/api/events/export?${new URLSearchParams({
			leaseId,
			format,
			...(operationId !== "" && { operationId }),
			...(types && { types: types.join(",") }),
			...(tenant && { tenant }),
		})}`;
	return (
		<Menu
			trigger={
				<IconButton label={text.export}>
					<Download className="size-4" aria-hidden />
				</IconButton>
			}
		>
			<MenuNote>
				<p className="max-w-56">{text.exportNote}</p>
			</MenuNote>
			{formats.map((format) => (
				<MenuLink key={format} href={href(format)}>
					{text.exports[format]}
				</MenuLink>
			))}
		</Menu>
	);
}
