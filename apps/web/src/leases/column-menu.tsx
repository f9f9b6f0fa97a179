"use client";
import { Columns3 } from "lucide-react";
import { leaseListText as text } from "@/text/lease-list.ts";
import { IconButton } from "@/ui/button.tsx";
import { Menu, MenuCheck } from "@/ui/menu.tsx";
import { fixedColumns, type useColumns } from "./columns.ts";

/** Which columns are shown. It stays open while one chooses. */
export function ColumnMenu({ columns: { choices, shown, toggle } }: { readonly columns: ReturnType<typeof useColumns> }) {
	return (
		<Menu
			trigger={
				<IconButton label={text.columnsMenu}>
					<Columns3 className="size-4" aria-hidden />
				</IconButton>
			}
		>
			{choices
				.filter((column) => !fixedColumns.includes(column))
				.map((column) => (
					<MenuCheck key={column} checked={shown.includes(column)} onChange={() => toggle(column)}>
						{text.columns[column]}
					</MenuCheck>
				))}
		</Menu>
	);
}
