"use client";
import { useQuery } from "@tanstack/react-query";
import { ChevronsUpDown } from "lucide-react";
import { useMe } from "@/data/me.ts";
import { useStored } from "@/data/stored.ts";
import { useTRPC } from "@/data/trpc.ts";
import { tenantMenuText as text } from "@/text/shell.ts";
import { Menu, MenuChoice } from "@/ui/menu.tsx";

/** More than anybody looks through in a menu. */
const CHOICES_MAX = 200;

/** The tenant acted for; a choice for whoever may act for several, as an admin may for all. Another choice starts the page anew. */
export function TenantMenu() {
	const trpc = useTRPC();
	const { tenants, isAdmin } = useMe();
	const policy = useQuery(trpc.policy.get.queryOptions());
	const all = useQuery(trpc.admin.tenants.list.queryOptions({ limit: CHOICES_MAX }, { enabled: isAdmin, staleTime: 60_000 }));
	const [, setWanted] = useStored("tenant", "");
	const current = policy.data?.tenant;
	if (current === undefined) return <p className="h-5" />;
	const choices = all.data?.tenants ?? tenants;
	if (choices.length < 2) return <p className="h-5 truncate px-4 text-12 text-ink-faint">{current.name}</p>;
	const choose = (id: string) => {
		setWanted(id);
		window.location.assign("/");
	};
	const trigger = (
		<button
			type="button"
			aria-label={text.tenantChange(current.name)}
			className="mx-2 flex h-7 items-center justify-between gap-2 rounded-control px-2 text-12 text-ink-soft hover:bg-hover"
		>
			<span className="truncate">{current.name}</span>
			<ChevronsUpDown className="size-3.5 shrink-0" aria-hidden />
		</button>
	);
	return (
		<Menu align="start" trigger={trigger}>
			<MenuChoice
				label={text.actFor}
				value={current.id}
				options={choices.map(({ id, name }) => ({ value: id, label: name }))}
				onChange={choose}
			/>
		</Menu>
	);
}
