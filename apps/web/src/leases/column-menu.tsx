"use client";
import { Columns3 } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { leaseListText as text } from "@/text/lease-list.ts";
import { IconButton } from "@/ui/button.tsx";
import { fixedColumns, type useColumns } from "./columns.ts";

/** Which columns are shown. It stays open while one chooses. */
export function ColumnMenu({ columns: { choices, shown, toggle } }: { readonly columns: ReturnType<typeof useColumns> }) {
	return (
		<DropdownMenu.Root>
			<DropdownMenu.Trigger asChild>
				<IconButton label={text.columnsMenu}>
					<Columns3 className="size-4" aria-hidden />
				</IconButton>
			</DropdownMenu.Trigger>
			<DropdownMenu.Portal>
				<DropdownMenu.Content
					align="end"
					sideOffset={6}
					collisionPadding={8}
					className="z-50 min-w-44 rounded-card border border-line-strong bg-raised p-1 shadow-overlay"
				>
					{choices
						.filter((column) => !fixedColumns.includes(column))
						.map((column) => (
							<DropdownMenu.CheckboxItem
								key={column}
								checked={shown.includes(column)}
								onCheckedChange={() => toggle(column)}
								onSelect={(event) => event.preventDefault()}
								className="flex h-8 cursor-pointer items-center gap-2 rounded px-2 pl-7 text-13 outline-none data-[highlighted]:bg-hover"
							>
								<DropdownMenu.ItemIndicator className="-ml-5 w-3 text-accent">✓</DropdownMenu.ItemIndicator>
								{text.columns[column]}
							</DropdownMenu.CheckboxItem>
						))}
				</DropdownMenu.Content>
			</DropdownMenu.Portal>
		</DropdownMenu.Root>
	);
}
