"use client";
import { Contrast, Moon, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import { useSyncExternalStore } from "react";
import { themeMenuText as text } from "@/text/shell.ts";
import { IconButton } from "@/ui/button.tsx";
import { Menu, MenuChoice } from "@/ui/menu.tsx";

export const themes = [
	{ value: "system", label: "As the system" },
	{ value: "light", label: "Light" },
	{ value: "dark", label: "Dark" },
	{ value: "contrast", label: "High contrast" },
] as const;

const never = () => () => undefined;

export function ThemeMenu() {
	const { theme = "system", resolvedTheme, setTheme } = useTheme();
	// The server does not know the theme; its picture is drawn in the browser.
	const isDrawn = useSyncExternalStore(
		never,
		() => true,
		() => false,
	);
	const Icon = resolvedTheme === "contrast" ? Contrast : resolvedTheme === "light" ? Sun : Moon;
	return (
		<Menu
			trigger={
				<IconButton label={text.theme}>
					<span className="size-4">{isDrawn && <Icon className="size-4" aria-hidden />}</span>
				</IconButton>
			}
		>
			<MenuChoice label={text.theme} value={theme} options={themes} onChange={setTheme} />
		</Menu>
	);
}
