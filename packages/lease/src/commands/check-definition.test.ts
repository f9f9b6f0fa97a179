import { isAppError, type Manifest } from "@berth/core";
import type { LeaseItemRecord } from "@berth/db";
import { describe, expect, it } from "vitest";
import { checkDefinition } from "./check-definition.ts";
import type { LeasePolicy } from "./command-context.ts";

const policy: LeasePolicy = {
	allowedRegistries: ["docker.io"],
	publicHost: "127.0.0.1",
	hasVolumes: true,
	ingressDomain: "apps.example",
	commandSpacingMs: 0,
	retention: { graceMs: 1, closeData: "retain" },
};
const item = (over: Partial<LeaseItemRecord> = {}): LeaseItemRecord => ({
	service: "web",
	sku: "any",
	quantity: 1,
	cpuMillis: 1,
	memoryBytes: 1,
	diskBytes: 0,
	pidsMax: 1,
	domain: null,
	...over,
});
const services = (over: Manifest["services"][string]): Manifest["services"] => ({ web: over });
const shop = { image: "shop:1", ports: { "80/tcp": {}, "53/udp": {} } };

/** The code of what refuses it and the sentence; null when nothing does. */
function refusal(over: {
	readonly policy?: Partial<LeasePolicy>;
	readonly services?: Manifest["services"];
	readonly items?: LeaseItemRecord[];
}) {
	try {
		checkDefinition(
			{ ...policy, ...over.policy },
			{ manifest: { services: over.services ?? services(shop) }, items: over.items ?? [item()] },
		);
		return null;
	} catch (err) {
		return isAppError(err) ? `${err.code}: ${err.message}` : err;
	}
}

describe("a definition", () => {
	it("that breaks no rule is taken", () => {
		expect(refusal({})).toBeNull();
		expect(refusal({ items: [item({ diskBytes: 1, quantity: 3, domain: "shop.example" })] })).toBeNull();
		expect(refusal({ services: services({ ...shop, update_order: "start-first" }) })).toBeNull();
		expect(refusal({ services: services({ ...shop, update_order: "stop-first" }), items: [item({ diskBytes: 1 })] })).toBeNull();
	});

	it.each([
		["an image of a registry that is not allowed", { services: services({ image: "evil.example/shop:1" }) }, /^IMAGE_NOT_ALLOWED/],
		["a service without an item", { items: [] }, /^BAD_INPUT: .*"web".*no item/],
		["an item without a service", { items: [item(), item({ service: "db" })] }, /^BAD_INPUT: .*"db".*not in the manifest/],
		[
			"an init that is to run twice",
			{ services: services({ ...shop, role: "init" }), items: [item({ quantity: 2 })] },
			/^BAD_INPUT: .*runs once/,
		],
		[
			"a service with a disk whose new instance is to be there before the old one goes",
			{ services: services({ ...shop, update_order: "start-first" }), items: [item({ diskBytes: 1 })] },
			/^INVALID_MANIFEST: .*services\.web\.update_order/,
		],
		["a disk where no volumes are kept", { policy: { hasVolumes: false }, items: [item({ diskBytes: 1 })] }, /^UNSUPPORTED: .*no volumes/],
		[
			"a domain where there is no ingress",
			{ policy: { ingressDomain: null }, items: [item({ domain: "a.example" })] },
			/^UNSUPPORTED: .*no ingress/,
		],
		["a domain that the installation gives out", { items: [item({ domain: "x.apps.example" })] }, /^BAD_INPUT: .*given out/],
		["the very domain of the installation", { items: [item({ domain: "apps.example" })] }, /^BAD_INPUT: .*given out/],
		[
			"a domain that leads to nothing",
			{ services: services({ image: "shop:1", ports: { "53/udp": {} } }), items: [item({ domain: "a.example" })] },
			/^BAD_INPUT: .*no tcp port/,
		],
		[
			"one domain for two services",
			{ services: { web: shop, api: shop }, items: [item({ domain: "a.example" }), item({ service: "api", domain: "a.example" })] },
			/^BAD_INPUT: .*"api".*domain of "web"/,
		],
	])("with %s is refused by that rule", (_, over, rule) => {
		expect(refusal(over)).toMatch(rule);
	});

	it("with a domain that merely ends like the installation's is taken", () => {
		expect(refusal({ items: [item({ domain: "my-apps.example" })] })).toBeNull();
	});
});
