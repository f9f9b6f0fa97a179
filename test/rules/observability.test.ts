import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createMetrics } from "@berth/api/metrics";
import { errorTable, leaseStates, machineEvents, retentionStates } from "@berth/core";
import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

const root = join(import.meta.dirname, "../..");
const read = (path: string) => readFile(join(root, path), "utf8");

interface Metric {
	readonly name: string;
	readonly type: string;
	readonly labelNames: readonly string[];
}

// The library's objects have more than its types.
const metrics = createMetrics().registry.getMetricsAsArray() as unknown as readonly Metric[];
const byName = new Map(metrics.map((metric) => [metric.name, metric]));

/** What Prometheus itself puts on whatever it scrapes. */
const ofScrape = ["instance", "job"];

/** Values that are known as a set; of labels without one any value is taken. */
const values: Readonly<Record<string, readonly string[]>> = {
	lease_count: leaseStates,
	retention_records: retentionStates,
	retention_bytes: retentionStates,
	lease_transitions_total: [...machineEvents, ...leaseStates],
	engine_call_seconds: ["ok", ...Object.keys(errorTable)],
	db_query_seconds: ["ok", ...Object.keys(errorTable)],
};

/** The figure that a series is of, and the labels that it has; null when there is none. */
function seriesOf(name: string): { readonly metric: Metric; readonly labels: readonly string[] } | null {
	const whole = byName.get(name);
	// A histogram has no series of its own name.
	if (whole !== undefined) return whole.type === "histogram" ? null : { metric: whole, labels: [...whole.labelNames, ...ofScrape] };
	const [, base = "", suffix] = /^(.+)_(bucket|count|sum)$/.exec(name) ?? [];
	const metric = byName.get(base);
	if (metric?.type !== "histogram") return null;
	return { metric, labels: [...metric.labelNames, ...ofScrape, ...(suffix === "bucket" ? ["le"] : [])] };
}

function nodesOf(node: SyntaxNode, name: string): SyntaxNode[] {
	const found: SyntaxNode[] = [];
	node.cursor().iterate((at) => {
		if (at.name === name) found.push(at.node);
	});
	return found;
}

interface Judged {
	readonly problems: readonly string[];
	readonly figures: ReadonlySet<string>;
	/** What is left of the labels at the outermost aggregation. */
	readonly grouping: readonly string[] | null;
}

/** Holds an expression against what is served: its grammar, its series, each label it names, and values where their set is known. */
function judge(expr: string): Judged {
	const text = expr.replaceAll("$__rate_interval", "5m");
	const tree = parser.parse(text);
	const textOf = (node: SyntaxNode) => text.slice(node.from, node.to);
	const problems = nodesOf(tree.topNode, "⚠").map((node) => `no PromQL at ${node.from}: ${expr}`);
	const figures = new Set<string>();

	const selectorsIn = (node: SyntaxNode) => nodesOf(node, "VectorSelector");
	const nameOf = (selector: SyntaxNode) => nodesOf(selector, "Identifier").map(textOf)[0] ?? "";
	for (const selector of selectorsIn(tree.topNode)) {
		const name = nameOf(selector);
		const series = seriesOf(name);
		if (series === null) {
			problems.push(`no series ${name}: ${expr}`);
			continue;
		}
		figures.add(series.metric.name);
		for (const matcher of nodesOf(selector, "UnquotedLabelMatcher")) {
			const [, label = "", operator = "", value = ""] = /^(\w+)\s*(=~|!~|!=|=)\s*"(.*)"$/.exec(textOf(matcher)) ?? [];
			if (!series.labels.includes(label)) problems.push(`${name} has no label ${label}: ${expr}`);
			const known = series.metric.labelNames.includes(label) ? values[series.metric.name] : undefined;
			const named = operator.includes("~") ? value.split("|") : [value];
			for (const one of known === undefined ? [] : named)
				if (!known?.includes(one)) problems.push(`${name} has no ${label} "${one}": ${expr}`);
		}
	}
	for (const aggregate of nodesOf(tree.topNode, "AggregateExpr")) {
		for (const label of groupingOf(aggregate))
			for (const selector of selectorsIn(aggregate))
				if (seriesOf(nameOf(selector))?.labels.includes(label) === false)
					problems.push(`${nameOf(selector)} has no label ${label}: ${expr}`);
	}
	const [outer] = nodesOf(tree.topNode, "AggregateExpr");
	return { problems, figures, grouping: outer === undefined ? null : groupingOf(outer) };

	function groupingOf(aggregate: SyntaxNode): string[] {
		const modifier = aggregate.getChild("AggregateModifier");
		return modifier === null ? [] : nodesOf(modifier, "LabelName").map(textOf);
	}
}

interface Rule {
	readonly alert: string;
	readonly expr: string;
	readonly for: string;
	readonly labels: { readonly severity: string };
	readonly annotations: { readonly summary: string; readonly description: string; readonly runbook: string };
}

const readRules = async () =>
	(
		parse(await read("deploy/observability/alerts.yml")) as { readonly groups: readonly { readonly rules: readonly Rule[] }[] }
	).groups.flatMap(({ rules }) => rules);

interface DrawnPanel {
	readonly id: number;
	readonly type: string;
	readonly title: string;
	readonly description?: string;
	readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
	readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
	readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

const readBoard = async () =>
	JSON.parse(await read("deploy/observability/dashboard.json")) as {
		readonly panels: readonly DrawnPanel[];
		readonly templating: { readonly list: readonly { readonly name: string }[] };
	};

describe("what watches the figures", () => {
	test("is held against the figures by a judge that finds what is wrong", () => {
		expect(judge('sum by (state) (rate(lease_cont{state="ready"}[5m]))').problems).toHaveLength(1);
		expect(judge("sum by (stat) (lease_count)").problems).toEqual([expect.stringContaining("no label stat")]);
		expect(judge('lease_count{sate="ready"}').problems).toEqual([expect.stringContaining("no label sate")]);
		expect(judge('lease_count{state="redy"}').problems).toEqual([expect.stringContaining('no state "redy"')]);
		expect(judge("rate(engine_call_seconds[5m])").problems).toEqual([expect.stringContaining("no series engine_call_seconds")]);
		expect(judge("sum by (le) (rate(engine_call_seconds_count[5m]))").problems).toEqual([expect.stringContaining("no label le")]);
		expect(judge("sum by (state (lease_count)").problems.length).toBeGreaterThan(0);
		expect(judge("sum by (op) (rate(engine_call_seconds_count[$__rate_interval]))")).toMatchObject({ problems: [], grouping: ["op"] });
	});

	test("asks only for series and labels that are served", async () => {
		const exprs = [
			...(await readRules()).map(({ expr }) => expr),
			...(await readBoard()).panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
		];
		expect(exprs.length).toBeGreaterThan(60);
		expect(exprs.flatMap((expr) => judge(expr).problems)).toEqual([]);
	});

	test("calls somebody for every figure that says so, and leads to what to do", async () => {
		const page = await read("docs/metrics.md");
		const anchors = [...page.matchAll(/^### (\S+)$/gm)].map(([, heading]) => heading);
		const rules = await readRules();
		const calling = [...page.matchAll(/^\| \[`(\w+)`\]\(#\w+\) \| .* \| (.*) \|$/gm)];
		expect(new Set(calling.map(([, figure]) => figure))).toEqual(
			new Set(metrics.map(({ name }) => name).filter((name) => !/^(process|nodejs)_/.test(name))),
		);
		for (const [, figure = "", pages] of calling) {
			const own = rules.filter(({ annotations }) => annotations.runbook === `docs/metrics.md#${figure}`);
			expect([figure, own.length > 0]).toEqual([figure, pages !== "never"]);
			for (const { expr } of own) expect([...judge(expr).figures]).toContain(figure);
		}
		expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
		for (const { alert, expr, labels, annotations, for: holds } of rules) {
			expect(annotations.runbook).toMatch(/^docs\/metrics\.md#/);
			expect(anchors).toContain(annotations.runbook.split("#")[1]);
			expect([alert, ["page", "ticket"].includes(labels.severity), /^\d+[mh]$/.test(holds)]).toEqual([alert, true, true]);
			expect(annotations.description).not.toBe("");
			const named = [...annotations.summary.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label);
			expect([alert, named.filter((label) => label !== undefined && !judge(expr).grouping?.includes(label))]).toEqual([alert, []]);
		}
	});

	test("is called at the first time too: what is counted as growth is served before it has grown", async () => {
		const { registry } = createMetrics();
		const served = new Map((await registry.getMetricsAsJSON()).map(({ name, values: series }) => [name, series]));
		let looked = 0;
		for (const { alert, expr } of await readRules()) {
			for (const [, name = "", matching = ""] of expr.matchAll(/increase\((\w+_total)(?:\{([^}]*)\})?\[/g)) {
				const series = served.get(name) ?? [];
				const named = [...matching.matchAll(/(\w+)(=~?)"([^"]*)"/g)].flatMap(([, label = "", , value = ""]) =>
					value.split("|").map((one) => [label, one] as const),
				);
				expect([alert, name, series.length > 0]).toEqual([alert, name, true]);
				for (const [label, value] of named)
					expect([alert, label, value, series.some(({ labels }) => (labels as Record<string, unknown>)[label] === value)]).toEqual([
						alert,
						label,
						value,
						true,
					]);
				looked += 1;
			}
		}
		expect(looked).toBeGreaterThan(10);
	});

	test("shows every figure, each in its unit, with nothing on top of another", async () => {
		const { panels, templating } = await readBoard();
		const drawn = panels.filter(({ type }) => type !== "row");
		const shown = new Set(drawn.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => [...judge(expr).figures])));
		expect(metrics.map(({ name }) => name).filter((name) => !/^(process|nodejs)_/.test(name) && !shown.has(name))).toEqual([]);
		for (const { title, description, fieldConfig, targets = [] } of drawn) {
			expect([title, fieldConfig?.defaults.unit]).toEqual([title, expect.stringMatching(/^(s|bytes|Bps|ops|short|percentunit)$/)]);
			expect([title, targets.length > 0, description !== ""]).toEqual([title, true, true]);
			for (const { expr, legendFormat } of targets) {
				const named = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label ?? "");
				const { grouping } = judge(expr);
				expect([title, named.filter((label) => grouping !== null && !grouping.includes(label))]).toEqual([title, []]);
			}
		}
		expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
		const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
			Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
		);
		expect(new Set(cells).size).toBe(cells.length);
		const variables = new Set(JSON.stringify(panels).match(/\$[a-z]\w*/g));
		expect([...variables].sort()).toEqual(templating.list.map(({ name }) => `$${name}`).sort());
	});
});
