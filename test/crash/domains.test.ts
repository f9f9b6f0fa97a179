import type { LeaseId } from "@berth/core";
import { chooseIngressPort, subdomainOf } from "@berth/engine/ingress";
import { afterEach, describe, expect, it } from "vitest";
import { waitUntil } from "../support/wait-until.ts";
import { createLeaseWorld, type LeaseWorld } from "./lease-world.ts";

const DOMAIN = "shop.example.org";
const HEALER = "system:domains";
const signal = new AbortController().signal;

describe("a tenant's own domain", () => {
	let world: LeaseWorld | null = null;
	afterEach(async () => {
		await world?.[Symbol.asyncDispose]();
		world = null;
	});

	/** A node behind a proxy, with a lease whose domain leads elsewhere yet. */
	async function aNamedLease(isDomainReady: () => boolean) {
		const open = await createLeaseWorld({
			ingress: {
				wildcardDomain: "apps.test",
				entrypoint: "websecure",
				certResolver: "http01",
				middlewares: [],
				portOf: chooseIngressPort,
				addressOf: (instance) => `${subdomainOf(instance)}.apps.test`,
				isDomainReady: async () => isDomainReady(),
			},
		});
		world = open;
		const { service, caller, host, stores } = open;
		open.startAgent();
		await open.nodeLives();
		const leaseId = await open.provision("named");
		await open.rests(leaseId, ["ready"]);
		const ended = async ({ operationId }: { readonly operationId: string }) => {
			const { operation } = await service.wait(caller, { leaseId, operationId, timeoutMs: 30_000 }, signal);
			expect(operation?.state).toBe("succeeded");
		};
		await ended(await service.setDomain(caller, { leaseId, service: "web", domain: DOMAIN }));
		const lease = async () => service.get(caller, leaseId);
		return {
			leaseId,
			ended,
			lease,
			isReachable: async () => (await lease()).endpoints.some(({ url }) => url === `https://${DOMAIN}`),
			healings: async () => (await stores.operations.list(leaseId, 50)).filter(({ requestedBy }) => requestedBy === HEALER),
			containerOf: (name: string) => host.containers().find(({ leaseId: of, service: is }) => of === leaseId && is === name)?.id,
			/** Every sweep begins by looking at the volumes. */
			sweeps: async (more: number) => {
				const count = () => host.faults.calls.filter(({ operation }) => operation === "volumes.info").length;
				const from = count();
				await waitUntil(() => count() >= from + more, { timeoutMs: 30_000, what: `${more} sweeps` });
			},
		} satisfies Record<string, unknown> & { readonly leaseId: LeaseId };
	}

	it("is routed once it leads here, by new instances of its service alone and under the same release", async () => {
		let isReady = false;
		const { leaseId, lease, isReachable, healings, containerOf, ended, sweeps } = await aNamedLease(() => isReady);
		const before = await lease();
		expect(before.endpoints.map(({ url }) => url)).toEqual([
			expect.stringMatching(/^https:\/\/web-[0-9a-f]{7}\.apps\.test$/),
			expect.stringMatching(/^http:/),
		]);
		await sweeps(2);
		expect(await healings()).toEqual([]);
		const [db, web] = [containerOf("db"), containerOf("web")];

		isReady = true;
		await waitUntil(isReachable, { timeoutMs: 30_000, what: "the domain to be routed" });
		const routed = await waitUntil(async () => ((await lease()).state === "ready" ? lease() : null), {
			timeoutMs: 30_000,
			what: "the healing to end",
		});
		expect(routed.release?.number).toBe(before.release?.number);
		expect(containerOf("db")).toBe(db);
		await waitUntil(() => containerOf("web") !== web, { timeoutMs: 30_000, what: "the old instance to go" });
		expect(await healings()).toMatchObject([{ kind: "update", state: "succeeded", callbackUrl: null }]);

		// A name server that stumbles takes away nothing that works.
		isReady = false;
		const { service, caller } = world ?? {};
		if (service && caller) await ended(await service.restart(caller, { leaseId }));
		expect(await isReachable()).toBe(true);
		await sweeps(2);
		expect(await healings()).toHaveLength(1);
	});

	it("that wavers replaces instances no more than once an hour", async () => {
		let asked = 0;
		// Yes to whoever looks whether to heal, no to whoever then makes the container.
		const { lease, isReachable, healings, sweeps } = await aNamedLease(() => ++asked === 2);
		await waitUntil(async () => (await healings())[0]?.state === "succeeded", { timeoutMs: 30_000, what: "a healing in vain" });
		expect(await isReachable()).toBe(false);
		const { generation } = await lease();
		await sweeps(4);
		expect(await healings()).toHaveLength(1);
		expect((await lease()).generation).toBe(generation);
	});
});
