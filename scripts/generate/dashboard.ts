import { ownFigures } from "./own-figures.ts";
import { CHOSEN, type Panel, panelsOf, processPanels } from "./panels.ts";

/** Rows of the dashboard: the first whose pattern a figure's name has is its own. */
const sections: readonly (readonly [title: string, of: RegExp])[] = [
	["Actors and claims", /^lease_(mailbox|actor|claims|wake)/],
	["Lanes", /^lease_lane/],
	["Leases", /^lease_/],
	["Data of closed leases", /^(retention|volume|backup)_/],
	["Engine and node", /^(engine|reconcile|sweep|node|host|port)_/],
	["Usage", /^(usage|watch|sample)/],
	["Database", /^(db|listen)_/],
	["Pages and programs", /^(http|feed|socket|exec|callback|check|log)_/],
	["Else", /./],
];

const WIDTH = 24;
const HEIGHT = 8;
const PER_ROW = 3;
const datasource = { type: "prometheus", uid: "$datasource" };

/** At a glance: what must be 1, and what must be 0. */
const glance: readonly Panel[] = [
	{
		title: "Checks that fail",
		description: "See /readyz.",
		unit: "short",
		queries: [{ expr: `count(check_healthy{${CHOSEN}} == 0) or vector(0)`, legend: "checks" }],
	},
	{
		title: "Ready leases",
		description: "Leases that run as asked.",
		unit: "short",
		queries: [{ expr: `max(lease_count{${CHOSEN},state="ready"})`, legend: "leases" }],
	},
	{
		title: "Failed leases",
		description: "Leases that wait for their tenant.",
		unit: "short",
		queries: [{ expr: `max(lease_count{${CHOSEN},state="failed"})`, legend: "leases" }],
	},
	{
		title: "Stuck",
		description: "How long the slowest actor is past its deadline.",
		unit: "s",
		queries: [{ expr: `max(lease_actor_stuck_seconds{${CHOSEN}})`, legend: "stuck" }],
	},
];

interface Place {
	readonly x: number;
	readonly y: number;
	readonly w: number;
	readonly h: number;
}

const draw = ({ title, description, unit, queries }: Panel, type: "timeseries" | "stat", gridPos: Place, id: number) => ({
	id,
	type,
	title,
	description,
	datasource,
	gridPos,
	fieldConfig: { defaults: { unit, ...(type === "timeseries" && { min: 0 }) }, overrides: [] },
	options:
		type === "stat"
			? { reduceOptions: { calcs: ["lastNotNull"] } }
			: { legend: { displayMode: "list", placement: "bottom" }, tooltip: { mode: "multi" } },
	targets: queries.map(({ expr, legend }, i) => ({ refId: String.fromCharCode(65 + i), expr, legendFormat: legend, datasource })),
});

const rowOf = (title: string, y: number, id: number) => ({
	id,
	type: "row",
	title,
	collapsed: false,
	panels: [],
	gridPos: { x: 0, y, w: WIDTH, h: 1 },
});

/** Every figure in a row of its kind, so that none is looked for in vain. */
export function dashboard(): string {
	const bySection = Map.groupBy(ownFigures(), ({ name }) => sections.find(([, of]) => of.test(name))?.[0] ?? "");
	const rows = [
		...sections.map(([title]) => [title, (bySection.get(title) ?? []).flatMap(panelsOf)] as const),
		["Processes", processPanels] as const,
	];
	let id = 0;
	let y = 0;
	const panels: object[] = glance.map((panel, i) =>
		draw(panel, "stat", { x: (i * WIDTH) / glance.length, y, w: WIDTH / glance.length, h: 4 }, ++id),
	);
	y += 4;
	for (const [title, own] of rows) {
		if (own.length === 0) continue;
		panels.push(rowOf(title, y, ++id));
		y += 1;
		for (const [i, panel] of own.entries()) {
			const w = WIDTH / PER_ROW;
			panels.push(draw(panel, "timeseries", { x: (i % PER_ROW) * w, y: y + Math.floor(i / PER_ROW) * HEIGHT, w, h: HEIGHT }, ++id));
		}
		y += Math.ceil(own.length / PER_ROW) * HEIGHT;
	}
	const variable = { hide: 0, includeAll: false, multi: false };
	const board = {
		title: "Berth",
		uid: "berth",
		description: "Every figure of /metrics. Written by pnpm generate; what each means and what to do stands in docs/metrics.md.",
		tags: ["berth"],
		schemaVersion: 41,
		editable: true,
		timezone: "browser",
		refresh: "30s",
		time: { from: "now-6h", to: "now" },
		templating: {
			list: [
				{ ...variable, name: "datasource", label: "Data source", type: "datasource", query: "prometheus" },
				{
					...variable,
					name: "instance",
					label: "Process",
					type: "query",
					datasource,
					query: { query: "label_values(check_healthy, instance)", refId: "instance" },
					refresh: 2,
					includeAll: true,
					multi: true,
					allValue: ".*",
				},
			],
		},
		panels,
	};
	return `${JSON.stringify(board, null, "\t")}\n`;
}
