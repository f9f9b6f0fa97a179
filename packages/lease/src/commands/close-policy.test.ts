import type { SkuRecord, Stores, TenantRecord } from "@berth/db";
import { expect, it } from "vitest";
import { aLease, anItem } from "../testing/records.ts";
import { closePolicy } from "./close-policy.ts";

type Rule = "retain" | "destroy" | null;
const items = [
	anItem({ service: "web", sku: "bare" }),
	anItem({ service: "db", sku: "a", diskBytes: 1 }),
	anItem({ service: "log", sku: "b", diskBytes: 1 }),
];

const decide = (tenant: Rule, sizes: Readonly<Record<string, Rule>>, installation: "retain" | "destroy", of = items) => {
	const catalog: Pick<Stores["catalog"], "findTenant" | "findSku"> = {
		// Only the rule is asked for.
		findTenant: async () => ({ closeData: tenant }) as TenantRecord,
		findSku: async (name) => (name in sizes ? ({ closeData: sizes[name] ?? null } as SkuRecord) : null),
	};
	return closePolicy({ catalog: catalog as Stores["catalog"] }, aLease({ items: of }), installation);
};

it.each<[string, Parameters<typeof decide>, Awaited<ReturnType<typeof decide>>]>([
	["the installation where nobody else says it", [null, {}, "destroy"], { data: "destroy", decidedBy: "installation" }],
	["the tenant before its sizes", ["retain", { a: "destroy", b: "destroy" }, "destroy"], { data: "retain", decidedBy: "tenant" }],
	["sizes that all destroy", [null, { a: "destroy", b: "destroy" }, "retain"], { data: "destroy", decidedBy: "size" }],
	["one size that retains for all", [null, { a: "destroy", b: "retain" }, "destroy"], { data: "retain", decidedBy: "size" }],
	["a size that says nothing, by the installation", [null, { a: "destroy" }, "retain"], { data: "retain", decidedBy: "size" }],
	["the same where that destroys", [null, { a: "destroy" }, "destroy"], { data: "destroy", decidedBy: "size" }],
	["no size without a disk", [null, { bare: "destroy" }, "retain"], { data: "retain", decidedBy: "installation" }],
])("what becomes of data is decided by %s", async (_, given, expected) => {
	expect(await decide(...given)).toEqual(expected);
});
