import pg from "pg";

/** A statement as it was sent. One with a name is planned for its values at first, and once for all later. */
export interface Statement {
	readonly text: string;
	readonly values: readonly unknown[];
	readonly isNamed: boolean;
}

export interface Verdict {
	/** Tables that were read from end to end. */
	readonly scanned: readonly string[];
	/** Rows of growing tables that were looked at, and those that came of it. */
	readonly read: number;
	readonly returned: number;
	readonly plan: PlanNode;
}

interface PlanNode {
	readonly "Node Type": string;
	readonly "Relation Name"?: string;
	readonly "Actual Rows": number;
	readonly "Actual Loops": number;
	readonly "Rows Removed by Filter"?: number;
	readonly "Rows Removed by Index Recheck"?: number;
	readonly Plans?: readonly PlanNode[];
}

type Query = typeof pg.Client.prototype.query;

/** Notes every statement that any connection of this process sends, until it is disposed of. */
export function recordStatements(): Disposable & { take(): readonly Statement[] } {
	const original = pg.Client.prototype.query;
	let sent: Statement[] = [];
	// The driver's own signature has many forms; ours are a text, or an object that has one.
	const query = function (this: pg.Client, ...given: unknown[]) {
		const [what, values] = given;
		const text = typeof what === "string" ? what : (what as { text?: string }).text;
		if (text !== undefined && /^\s*(select|with|insert|update|delete)\b/i.test(text)) {
			const own = typeof what === "object" ? (what as { values?: unknown[] }).values : undefined;
			sent.push({
				text,
				values: (own ?? values ?? []) as unknown[],
				isNamed: typeof what === "object" && (what as { name?: string }).name !== undefined,
			});
		}
		return Reflect.apply(original, this, given);
	};
	pg.Client.prototype.query = query as Query;
	return {
		take() {
			const taken = sent;
			sent = [];
			return taken;
		},
		[Symbol.dispose]: () => {
			pg.Client.prototype.query = original;
		},
	};
}

/** For its values, as at first; or as the server settles on when a connection has asked it often. */
export type Planned = "for its values" | "settled";

/** The server makes up its mind after five. */
const OFTEN = 6;

/** Runs a statement, undoes it, and says what it read of the tables named. */
export async function explain(
	client: pg.Client,
	{ text, values }: Statement,
	planned: Planned,
	growing: ReadonlySet<string>,
): Promise<Verdict> {
	await client.query("begin");
	try {
		await client.query(`set local plan_cache_mode = ${planned === "settled" ? "auto" : "force_custom_plan"}`);
		await client.query(`prepare asked as ${text}`);
		const list = values.length === 0 ? "" : `(${values.map(literal).join(", ")})`;
		if (planned === "settled") await client.query(`execute asked${list}; `.repeat(OFTEN));
		const { rows } = await client.query(`explain (analyze, timing off, format json) execute asked${list}`);
		const plan: PlanNode = rows[0]["QUERY PLAN"][0].Plan;
		const nodes = [...walk(plan)].filter((node) => growing.has(node["Relation Name"] ?? ""));
		return {
			scanned: nodes.filter((node) => node["Node Type"] === "Seq Scan").map((node) => node["Relation Name"] ?? ""),
			read: nodes.reduce((sum, node) => sum + looked(node), 0),
			returned: plan["Actual Rows"],
			plan,
		};
	} finally {
		await client.query("rollback");
		await client.query("deallocate all");
	}
}

const looked = (node: PlanNode): number =>
	(node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Index Recheck"] ?? 0)) * node["Actual Loops"];

function* walk(node: PlanNode): Generator<PlanNode> {
	yield node;
	for (const child of node.Plans ?? []) yield* walk(child);
}

function literal(value: unknown): string {
	if (value === null || value === undefined) return "null";
	if (typeof value === "number" || typeof value === "boolean") return pg.escapeLiteral(String(value));
	if (value instanceof Date) return pg.escapeLiteral(value.toISOString());
	if (Array.isArray(value)) return pg.escapeLiteral(`{${value.map((item) => JSON.stringify(String(item))).join(",")}}`);
	return pg.escapeLiteral(typeof value === "string" ? value : JSON.stringify(value));
}
