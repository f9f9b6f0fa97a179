"use client";
import type { LogQuery } from "@berth/core";
import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useTRPC } from "@/data/trpc.ts";
import { logText } from "@/text/logs.ts";
import { IconButton } from "@/ui/button.tsx";
import { Menu, MenuLink, MenuNote } from "@/ui/menu.tsx";

interface ExportMenuProps {
	readonly leaseId: string;
	readonly query: LogQuery;
}

const files = [
	{ key: "text", format: "text", gzip: false },
	{ key: "text.gz", format: "text", gzip: true },
	{ key: "ndjson", format: "ndjson", gzip: false },
	{ key: "ndjson.gz", format: "ndjson", gzip: true },
] as const;

/** The whole log as a file, as far as it passes the filter. They are links: the browser writes what comes, however much it is. */
export function ExportMenu({ leaseId, query }: ExportMenuProps) {
	const trpc = useTRPC();
	const tenant = useQuery(trpc.policy.get.queryOptions()).data?.tenant.id;
	const href = (format: string, gzip: boolean) => {
		const said = Object.entries({ ...query, leaseId, format, ...(gzip && { gzip }), ...(tenant && { tenant }) });
		return `/api/logs/export?${new URLSearchParams(said.map(([name, value]) => [name, String(value)]))}`;
	};
	const trigger = (
		<IconButton label={logText.export}>
			<Download className="size-4" aria-hidden />
		</IconButton>
	);
	return (
		<Menu trigger={trigger}>
			<MenuNote>
				<p className="max-w-56">{logText.exportNote}</p>
			</MenuNote>
			{files.map(({ key, format, gzip }) => (
				<MenuLink key={key} href={href(format, gzip)}>
					{logText.exports[key]}
				</MenuLink>
			))}
		</Menu>
	);
}
