import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { subdomainOf } from "./subdomain.ts";

const service = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
const instance = fc.record({ leaseId: fc.uuid(), service, index: fc.nat(200), quantity: fc.integer({ min: 1, max: 200 }) });

describe("the name an instance answers under", () => {
	test("is always one label of the domain name system, and the same each time", () => {
		fc.assert(
			fc.property(instance, (one) => {
				const name = subdomainOf(one);
				expect(name).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
				expect(subdomainOf({ ...one })).toBe(name);
			}),
		);
	});

	test("is never that of another service or instance of the lease", () => {
		fc.assert(
			fc.property(
				fc.uuid(),
				fc.uniqueArray(service, { minLength: 1, maxLength: 8 }),
				fc.integer({ min: 1, max: 5 }),
				(leaseId, services, quantity) => {
					const all = services.flatMap((name) =>
						Array.from({ length: quantity }, (_, index) => subdomainOf({ leaseId, service: name, index, quantity })),
					);
					expect(new Set(all).size).toBe(all.length);
				},
			),
		);
	});

	test.each([
		["web", 0, 1, /^web-[0-9a-f]{7}$/],
		["web", 2, 3, /^web-2-[0-9a-f]{7}$/],
		["", 0, 1, /^[0-9a-f]{7}$/],
		["", 1, 2, /^1-[0-9a-f]{7}$/],
		["a".repeat(63), 0, 1, /^a{46}-[0-9a-f]{8}-[0-9a-f]{7}$/],
		[`${"a".repeat(53)}-${"b".repeat(9)}`, 11, 12, /^a{43}-[0-9a-f]{8}-11-[0-9a-f]{7}$/],
	])("%s, %i of %i, has the form that operators know", (name, index, quantity, form) => {
		expect(subdomainOf({ leaseId: "0190", service: name, index, quantity })).toMatch(form);
	});

	test("keeps its hash when the service grows to several instances", () => {
		const one = subdomainOf({ leaseId: "0190", service: "web", index: 0, quantity: 1 });
		const several = subdomainOf({ leaseId: "0190", service: "web", index: 0, quantity: 3 });
		expect(several.slice(-7)).toBe(one.slice(-7));
	});
});
