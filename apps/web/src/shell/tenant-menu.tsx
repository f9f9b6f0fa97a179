"use client";
import { ChevronsUpDown } from "lucide-react";
import { useMe } from "@/data/me.ts";
import { useStored } from "@/data/stored.ts";
import { Menu, MenuChoice } from "@/ui/menu.tsx";

/** The tenant acted for; a choice for whoever belongs to several. Another choice starts the page anew. */
export function TenantMenu() {
	const { tenants } = useMe();
	const [wanted, setWanted] = useStored("tenant", "");
	const current = tenants.find(({ id }) => id === wanted) ?? tenants[0];
	if (current === undefined) return null;
	if (tenants.length === 1) return <p className="truncate px-4 pb-1 text-12 text-ink-faint">{current.name}</p>;
	const choose = (id: string) => {
		setWanted(id);
		window.location.assign("/");
	};
	const trigger = (
		<button
			type="button"
			aria-label={`Tenant ${current.name}, change`}
			className="mx-2 flex h-8 items-center justify-between gap-2 rounded-control px-2 text-ink-soft hover:bg-hover"
		>
			<span className="truncate">{current.name}</span>
			<ChevronsUpDown className="size-3.5 shrink-0" aria-hidden />
		</button>
	);
	return (
		<Menu align="start" trigger={trigger}>
			<MenuChoice
				label="Act for"
				value={current.id}
				options={tenants.map(({ id, name }) => ({ value: id, label: name }))}
				onChange={choose}
			/>
		</Menu>
	);
}
