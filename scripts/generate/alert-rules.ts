import { stringify } from "yaml";
import { anchorOf } from "./metrics-page.ts";
import { ownFigures } from "./own-figures.ts";

/** Prometheus' alert rules: one for each way in which a figure calls somebody. */
export function alertRules(): string {
	const rules = ownFigures().flatMap(({ name, alerts, first }) =>
		alerts.map((alert) => ({
			alert: alert.name,
			expr: alert.expr,
			for: alert.for,
			labels: { severity: alert.severity },
			annotations: { summary: alert.summary, description: first, runbook: `docs/metrics.md#${anchorOf(name)}` },
		})),
	);
	const text = stringify({ groups: [{ name: "berth", rules }] }, { lineWidth: 0 });
	return `# Alert rules for Prometheus. Written by pnpm generate from scripts/generate/alerts.ts.\n${text}`;
}
