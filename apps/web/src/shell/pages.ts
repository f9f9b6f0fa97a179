import {
	Activity,
	Boxes,
	Building2,
	ChartNoAxesColumn,
	CircleUser,
	Gauge,
	LayoutGrid,
	type LucideIcon,
	Network,
	Plus,
	ScrollText,
	Server,
	ShieldCheck,
	Users,
	Webhook,
} from "lucide-react";

export interface PageLink {
	readonly href: string;
	readonly label: string;
	readonly icon: LucideIcon;
	/** Two keys, one after the other. */
	readonly keys: string | null;
}

export const tenantPages: readonly PageLink[] = [
	{ href: "/", label: "Overview", icon: LayoutGrid, keys: "g o" },
	{ href: "/leases", label: "Leases", icon: Boxes, keys: "g l" },
	{ href: "/usage", label: "Usage", icon: ChartNoAxesColumn, keys: "g s" },
	{ href: "/members", label: "Members", icon: Users, keys: "g m" },
	{ href: "/webhooks", label: "Webhooks", icon: Webhook, keys: "g w" },
	{ href: "/audit", label: "Audit", icon: ScrollText, keys: "g d" },
];

export const adminPages: readonly PageLink[] = [
	{ href: "/admin/fleet", label: "Fleet", icon: Gauge, keys: "g f" },
	{ href: "/admin/leases", label: "All leases", icon: Network, keys: "g e" },
	{ href: "/admin/actors", label: "Actors", icon: Activity, keys: "g a" },
	{ href: "/admin/nodes", label: "Nodes", icon: Server, keys: "g h" },
	{ href: "/admin/tenants", label: "Tenants", icon: Building2, keys: "g t" },
	{ href: "/admin/audit", label: "Audit of all", icon: ScrollText, keys: null },
	{ href: "/admin/preflight", label: "Preflight", icon: ShieldCheck, keys: "g p" },
];

export const otherPages: readonly PageLink[] = [
	{ href: "/leases/new", label: "New lease", icon: Plus, keys: "g n" },
	{ href: "/account", label: "Account", icon: CircleUser, keys: "g u" },
];

/** Whether a link of the navigation stands for the page that is open. */
export const isCurrent = (href: string, path: string): boolean =>
	href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);
