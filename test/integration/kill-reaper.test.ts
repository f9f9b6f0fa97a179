import { existsSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isId } from "@berth/core";
import { expect, test } from "vitest";
import { apiProgram } from "../../scripts/lib/programs.ts";
import { createBerthServer } from "../support/berth-server.ts";
import { countDeep, isDeep } from "../support/deep.ts";
import { createDockerHost } from "../support/docker-host.ts";
import { createDraw, drawnWith } from "../support/draw.ts";
import { ensureFixtureImages } from "../support/fixture-images.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { toldSum, writeAndTell } from "../support/kept-data.ts";
import { createTestDatabase, withClient } from "../support/postgres.ts";
import { waitUntil } from "../support/wait-until.ts";
import { openScratch, realDrivers } from "../volumes/scratch.ts";
import type { StrikePlan } from "./strike-volumes.ts";

// The service as it is shipped is killed in the middle of a sweep that destroys what was given up, at what it does to the disk.

const PATIENCE_MS = 90_000;
const MINUTE = 60_000;
/** A tool is run or a name removed so many times at least for a volume, whatever holds its limit. */
const DEEDS = 4;
const QUICK_STRIKES = 3;
const host = createDockerHost();

const blows: readonly Pick<StrikePlan, "nth" | "moment">[] = Array.from({ length: DEEDS }, (_, at) => at + 1).flatMap((nth) => [
	{ nth, moment: "asked" },
	{ nth, moment: "done" },
]);

function drawBlows(driver: string): typeof blows {
	if (isDeep) return blows;
	console.info(`kills are drawn with ${drawnWith}`);
	const draw = createDraw(`reaper ${driver}`);
	const left = [...blows];
	return Array.from({ length: QUICK_STRIKES }, () => left.splice(draw(left.length), 1)).flat();
}

test.each(realDrivers)(
	"a server that is killed while it destroys given-up data in volumes of %s destroys all of it in the end, and nothing else",
	{ timeout: 10 * MINUTE },
	async (driver) => {
		await using undo = new AsyncDisposableStack();
		const images = await ensureFixtureImages();
		const scratch = undo.use(await openScratch());
		const database = undo.use(await createTestDatabase());
		undo.defer(() => host.sweep(database.database.installationId));
		const size = { cpuMillis: 500, memoryBytes: 2 ** 25, pidsMax: 64, position: 9, enabled: true };
		await database.database.stores.catalog.putSku({ ...size, name: "keeping", diskBytes: 2 ** 24 });
		const root = await scratch.volumeRoot(driver);
		const plan = join(scratch.path, "strike");
		const preload = `${new URL("strike-volumes.ts", import.meta.url).href}?plan=${encodeURIComponent(plan)}`;
		const server = undo.use(
			await createBerthServer({
				databaseUrl: database.url,
				env: { VOLUME_ROOT: root, VOLUME_DRIVER: driver, SWEEP_INTERVAL: "500ms", NODE_CLAIM_TIME: "30s" },
				program: ["--import", preload, apiProgram, "serve"],
			}),
		);
		await server.start();
		const { client } = await server.signIn("acme");
		const endOf = async ({ leaseId, operationId }: { readonly leaseId: string; readonly operationId: string }) => {
			const { met, lease, operation } = await client.lease.wait.query({ leaseId, operationId, timeoutMs: PATIENCE_MS });
			expect({ met, end: operation?.state, reason: operation?.reason ?? null }).toEqual({ met: true, end: "succeeded", reason: null });
			return lease;
		};
		const sumOf = (leaseId: string) =>
			waitUntil(
				async () => {
					const { containers } = await host.leftovers(database.database.installationId);
					const store = containers.find((one) => one.leaseId === leaseId && one.state === "running");
					return toldSum((await host.docker.getContainer(store?.id ?? "").logs({ stdout: true, tail: 1 })).toString());
				},
				{ timeoutMs: PATIENCE_MS, what: "the sum of the data to be told" },
			);
		const query = async (sql: string, ...values: readonly unknown[]) =>
			(await withClient(database.url, (db) => db.query(sql, [...values]))).rows as readonly Readonly<Record<string, unknown>>[];

		/** A lease that wrote its data and was closed; what it left. */
		const leave = async (name: string) => {
			const manifest = {
				services: { db: { image: images.keeper, command: ["sh", "-c", writeAndTell], init: true, stop_grace_period: "1s" } },
			};
			const { id } = await endOf(await client.lease.provision.mutate({ name, items: [{ service: "db", sku: "keeping" }], manifest }));
			const sum = await sumOf(id);
			const { retention } = await endOf(await client.lease.close.mutate({ leaseId: id }));
			const retentionId = retention?.id ?? "";
			const [volume] = await query("select id from volume where retention_id = $1", retentionId);
			return { leaseId: id, sum, retentionId, volume: String(volume?.id) };
		};
		const drawn = drawBlows(driver);
		const [kept, ...doomed] = await Promise.all(["kept", ...drawn.map((_, at) => `doomed-${at}`)].map(leave));
		const onDisk = async () => (await readdir(root)).filter((name) => isId(name)).sort();
		const stands = (left: typeof doomed) => [kept, ...left].map((one) => String(one?.volume)).sort();
		expect(await onDisk()).toEqual(stands(doomed));

		for (const [at, blow] of drawn.entries()) {
			const one = doomed[at];
			if (one === undefined) throw new Error("there is one for each blow");
			const about = `${driver}, deed ${blow.nth} ${blow.moment}, drawn with ${drawnWith}`;
			const isAsked = at % 2 === 0;
			await writeFile(plan, JSON.stringify({ ...blow, volume: one.volume } satisfies StrikePlan));
			if (isAsked) await client.retention.relinquish.mutate({ retentionId: one.retentionId });
			else await query("update retention set expires_at = now() where id = $1", one.retentionId);
			await server.ended();
			expect(existsSync(plan), about).toBe(false);
			// Of what may be half there, the record tells until nothing is there.
			expect(await query("select state from retention where id = $1", one.retentionId), about).toEqual([{ state: "reaping" }]);
			expect(await query("select count(*)::int as n from volume where retention_id = $1", one.retentionId), about).toEqual([{ n: 1 }]);

			await query("update node set claimed_until = now() - interval '1 s' where claimed_by is not null");
			await server.start();
			const gone = () => client.retention.get.query({ retentionId: one.retentionId });
			const found = await waitUntil(async () => ((await gone()).gone === null ? null : gone()), {
				timeoutMs: PATIENCE_MS,
				what: `what was given up to be gone: ${about}`,
			});
			expect(found, about).toMatchObject({ retention: null, gone: { because: isAsked ? "asked" : "expired" } });
			expect(await onDisk(), about).toEqual(stands(doomed.slice(at + 1)));
			expect(await brokenInvariants(database.url, host), about).toEqual([]);
		}
		await countDeep("crash points", drawn.length);

		const restored = await endOf(await client.retention.restore.mutate({ retentionId: kept?.retentionId ?? "", name: "kept-again" }));
		expect(await sumOf(restored.id)).toBe(kept?.sum);
		const { bytes } = await client.lease.planClose.query({ leaseId: restored.id });
		await endOf(await client.lease.close.mutate({ leaseId: restored.id, data: "destroy", confirmBytes: bytes }));
		await waitUntil(async () => (await onDisk()).length === 0, { timeoutMs: PATIENCE_MS, what: "the last volume to go" });
		const own = driver === "loop" ? 0 : 1;
		expect([await scratch.mounts(), await scratch.loopDevices()].map(({ length }) => length)).toEqual([own, own]);
	},
);
