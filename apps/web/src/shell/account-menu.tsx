"use client";
import { CircleUser, LogOut } from "lucide-react";
import { useRouter } from "next/navigation";
import { signOut } from "@/data/auth-client.ts";
import { useMe } from "@/data/me.ts";
import { accountMenuText as text } from "@/text/shell.ts";
import { IconButton } from "@/ui/button.tsx";
import { Menu, MenuItem, MenuLine, MenuNote } from "@/ui/menu.tsx";

const initials = (name: string): string =>
	name
		.split(/[\s@._-]+/)
		.slice(0, 2)
		.map((part) => part.charAt(0).toUpperCase())
		.join("");

export function AccountMenu() {
	const { user, isAdmin } = useMe();
	const router = useRouter();
	return (
		<Menu
			trigger={
				<IconButton label={text.accountMenu(initials(user.name || user.email))} className="rounded-full bg-hover text-12 font-semibold">
					{initials(user.name || user.email)}
				</IconButton>
			}
		>
			<MenuNote>
				<p className="font-medium text-ink">{user.name || user.email}</p>
				<p>
					{user.email}
					{isAdmin && text.admin}
				</p>
			</MenuNote>
			<MenuLine />
			<MenuItem onSelect={() => router.push("/account")}>
				<CircleUser className="size-4" aria-hidden />
				{text.account}
			</MenuItem>
			<MenuItem onSelect={() => void signOut()}>
				<LogOut className="size-4" aria-hidden />
				{text.signOut}
			</MenuItem>
		</Menu>
	);
}
