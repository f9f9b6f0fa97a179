"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { BookOpen, CircleHelp, LogOut, RotateCw, SunMoon, XCircle } from "lucide-react";
import { usePathname, useRouter } from "next/navigation";
import { useTheme } from "next-themes";
import { Dialog } from "radix-ui";
import { type ReactNode, useDeferredValue, useEffect, useState } from "react";
import { signOut } from "@/data/auth-client.ts";
import { useMe } from "@/data/me.ts";
import { useTRPCClient } from "@/data/trpc.ts";
import { shapeOf } from "@/format/lease.ts";
import { markOfLease } from "@/format/mark.ts";
import { commandPaletteText as words } from "@/text/shell.ts";
import { KeyCap } from "@/ui/key-cap.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { adminPages, otherPages, tenantPages } from "./pages.ts";
import { themes } from "./theme-menu.tsx";

const FOUND_MAX = 20;

interface PaletteProps {
	readonly open: boolean;
	readonly onOpenChange: (open: boolean) => void;
	readonly onHelp: () => void;
}

/** Goes anywhere and does anything by typing. Leases are searched by the server, so that all of them can be found. */
export function CommandPalette({ open, onOpenChange, onHelp }: PaletteProps) {
	return (
		<Dialog.Root open={open} onOpenChange={onOpenChange}>
			<Dialog.Portal>
				<Dialog.Overlay className="fixed inset-0 z-40 bg-veil" />
				<Dialog.Content
					aria-describedby={undefined}
					className="fixed top-[12vh] left-1/2 z-40 w-[calc(100vw-24px)] max-w-xl -translate-x-1/2 overflow-hidden rounded-card border border-line-strong bg-raised shadow-overlay"
				>
					<Dialog.Title className="sr-only">{words.searchAndCommands}</Dialog.Title>
					<Palette close={() => onOpenChange(false)} onHelp={onHelp} />
				</Dialog.Content>
			</Dialog.Portal>
		</Dialog.Root>
	);
}

function Palette({ close, onHelp }: { readonly close: () => void; readonly onHelp: () => void }) {
	const client = useTRPCClient();
	const router = useRouter();
	const path = usePathname();
	const { isAdmin } = useMe();
	const { setTheme } = useTheme();
	const [text, setText] = useState("");
	const search = useDeferredValue(text.trim());
	const found = useQuery({
		queryKey: ["palette", search],
		queryFn: () => {
			const input = { limit: FOUND_MAX, ...(search === "" ? {} : { search }) };
			return isAdmin ? client.admin.leases.list.query(input) : client.lease.list.query(input);
		},
		placeholderData: keepPreviousData,
	});
	const [chosen, setChosen] = useState("");
	const first = search === "" ? undefined : found.data?.leases[0];
	// What was searched for is chosen when it comes, not what happened to stand first before.
	useEffect(() => {
		if (first !== undefined) setChosen(itemValue(first));
	}, [first]);
	const go = (href: string) => {
		close();
		router.push(href);
	};
	const lease = /^\/leases\/([0-9a-f-]{36})/.exec(path)?.[1];
	// The page's own buttons ask before they act, so pressing them from here asks as well.
	const press = (hotkey: string) => {
		close();
		setTimeout(() => document.querySelector<HTMLElement>(`[data-hotkey="${hotkey}"]`)?.click());
	};
	return (
		<Command label={words.searchAndCommands} loop value={chosen} onValueChange={setChosen} filter={holds}>
			<Command.Input
				value={text}
				onValueChange={setText}
				placeholder={words.leasePageOrCommand}
				className="h-12 w-full border-b bg-transparent px-4 text-14 outline-none"
			/>
			<Command.List className="max-h-[50vh] overflow-y-auto p-1">
				<Command.Empty className="px-3 py-6 text-center text-ink-faint">{words.nothingOfThatName}</Command.Empty>
				<Group heading={words.leases}>
					{found.data?.leases.map((row) => (
						<Item key={row.id} value={itemValue(row)} keywords={[...row.images, search]} onSelect={() => go(`/leases/${row.id}`)}>
							<StateMark mark={markOfLease(row)} className="w-28 shrink-0" />
							<span className="truncate font-medium">{row.name}</span>
							<span className="truncate text-ink-faint">{shapeOf(row.items)}</span>
						</Item>
					))}
				</Group>
				{lease !== undefined && (
					<Group heading={words.thisLease}>
						<Item value="restart this lease" onSelect={() => press("R")}>
							<RotateCw className="size-4" aria-hidden />
							{words.restart}
						</Item>
						<Item value="close this lease" onSelect={() => go(`/leases/${lease}/settings`)}>
							<XCircle className="size-4" aria-hidden />
							{words.close}
						</Item>
						{["logs", "metrics", "terminal", "releases", "events", "settings"].map((tab) => (
							<Item key={tab} value={`${tab} of this lease`} onSelect={() => go(`/leases/${lease}/${tab}`)}>
								<span className="capitalize">{tab}</span>
							</Item>
						))}
					</Group>
				)}
				<Group heading={words.pages}>
					{[...tenantPages, ...otherPages, ...(isAdmin ? adminPages : [])].map(({ href, label, icon: Icon, keys }) => (
						<Item key={href} value={`go to ${label}`} onSelect={() => go(href)}>
							<Icon className="size-4" aria-hidden />
							{label}
							<span className="ml-auto flex gap-1" aria-hidden="true">
								{keys?.split(" ").map((key) => (
									<KeyCap key={key}>{key}</KeyCap>
								))}
							</span>
						</Item>
					))}
				</Group>
				<Group heading={words.more}>
					{themes.map(({ value, label }) => (
						<Item
							key={value}
							value={`theme ${label}`}
							onSelect={() => {
								setTheme(value);
								close();
							}}
						>
							<SunMoon className="size-4" aria-hidden />
							{words.theme(label.toLowerCase())}
						</Item>
					))}
					<Item value="keyboard shortcuts help" onSelect={onHelp}>
						<CircleHelp className="size-4" aria-hidden />
						{words.keyboardShortcuts}
					</Item>
					<Item
						value="documentation api openapi description"
						onSelect={() => {
							close();
							window.open("/api/openapi.json", "_blank", "noopener");
						}}
					>
						<BookOpen className="size-4" aria-hidden />
						{words.descriptionOfTheApi}
					</Item>
					<Item value="sign out" onSelect={() => void signOut()}>
						<LogOut className="size-4" aria-hidden />
						{words.signOut}
					</Item>
				</Group>
			</Command.List>
		</Command>
	);
}

const itemValue = (lease: { readonly name: string; readonly id: string }): string => `${lease.name} ${lease.id}`;

/** A plain search: what was typed must stand in the item. */
const holds = (value: string, search: string, keywords: readonly string[] = []): number =>
	[value, ...keywords].join(" ").toLowerCase().includes(search.trim().toLowerCase()) ? 1 : 0;

const Group = ({ heading, children }: { readonly heading: string; readonly children: ReactNode }) => (
	<Command.Group
		heading={heading}
		className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-12 [&_[cmdk-group-heading]]:text-ink-faint"
	>
		{children}
	</Command.Group>
);

interface ItemProps {
	readonly value: string;
	readonly keywords?: string[];
	readonly onSelect: () => void;
	readonly children: ReactNode;
}

const Item = (props: ItemProps) => (
	<Command.Item
		{...props}
		className="flex h-9 cursor-pointer items-center gap-2.5 rounded-control px-3 text-ink-soft data-[selected=true]:bg-hover data-[selected=true]:text-ink"
	/>
);
