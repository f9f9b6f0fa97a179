import {
	Activity,
	Archive,
	Boxes,
	Building2,
	ChartNoAxesColumn,
	CircleUser,
	Gauge,
	KeyRound,
	Layers,
	LayoutGrid,
	ListChecks,
	type LucideIcon,
	Network,
	Package,
	Plus,
	Radio,
	ScrollText,
	Server,
	Settings,
	ShieldCheck,
	SlidersHorizontal,
	Users,
	UsersRound,
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
	{ href: "/retained", label: "Retained", icon: Archive, keys: "g r" },
	{ href: "/usage", label: "Usage", icon: ChartNoAxesColumn, keys: "g s" },
	{ href: "/keys", label: "Keys", icon: KeyRound, keys: "g k" },
	{ href: "/members", label: "Members", icon: Users, keys: "g m" },
	{ href: "/webhooks", label: "Webhooks", icon: Webhook, keys: "g w" },
	{ href: "/audit", label: "Audit", icon: ScrollText, keys: "g d" },
	{ href: "/settings", label: "Settings", icon: Settings, keys: "g ," },
];

export const adminPages: readonly PageLink[] = [
	{ href: "/admin/fleet", label: "Fleet", icon: Gauge, keys: "g f" },
	{ href: "/admin/leases", label: "All leases", icon: Network, keys: "g e" },
	{ href: "/admin/actors", label: "Actors", icon: Activity, keys: "g a" },
	{ href: "/admin/operations", label: "Operations", icon: ListChecks, keys: "g x" },
	{ href: "/admin/events", label: "Events", icon: Radio, keys: "g v" },
	{ href: "/admin/capacity", label: "Capacity", icon: Layers, keys: "g c" },
	{ href: "/admin/retention", label: "Retention", icon: Archive, keys: "g b" },
	{ href: "/admin/tenants", label: "Tenants", icon: Building2, keys: "g t" },
	{ href: "/admin/users", label: "Users", icon: UsersRound, keys: "g z" },
	{ href: "/admin/nodes", label: "Nodes", icon: Server, keys: "g h" },
	{ href: "/admin/images", label: "Images", icon: Package, keys: "g i" },
	{ href: "/admin/preflight", label: "Preflight", icon: ShieldCheck, keys: "g p" },
	{ href: "/admin/config", label: "Configuration", icon: SlidersHorizontal, keys: "g y" },
	{ href: "/admin/audit", label: "Audit of all", icon: ScrollText, keys: "g q" },
	{ href: "/admin/webhooks", label: "Webhooks of all", icon: Webhook, keys: "g j" },
];

export const otherPages: readonly PageLink[] = [
	{ href: "/leases/new", label: "New lease", icon: Plus, keys: "g n" },
	{ href: "/account", label: "Account", icon: CircleUser, keys: "g u" },
];

/** Whether a link of the navigation stands for the page that is open. */
export const isCurrent = (href: string, path: string): boolean =>
	href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);
