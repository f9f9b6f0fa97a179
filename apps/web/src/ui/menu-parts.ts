"use client";
import type { DropdownMenu } from "radix-ui";
import { createContext } from "react";

/** What an open menu is made of. */
export type MenuParts = Pick<
	typeof DropdownMenu,
	"CheckboxItem" | "Item" | "ItemIndicator" | "Label" | "RadioGroup" | "RadioItem" | "Separator"
>;

/** Given by the menu that is open: its items draw with what was loaded for it. */
export const MenuPartsContext = createContext<MenuParts | null>(null);
