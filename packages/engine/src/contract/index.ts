import { afterAll, beforeAll, describe } from "vitest";
import { abortCases } from "./abort-cases.ts";
import { type Bench, openBench } from "./bench.ts";
import { capabilityCases } from "./capability-cases.ts";
import { changeCases } from "./change-cases.ts";
import { closeCases } from "./close-cases.ts";
import { containerCases, hardeningCases } from "./container-cases.ts";
import { crowdCases } from "./crowd-cases.ts";
import { driftCases } from "./drift-cases.ts";
import { eventCases } from "./event-cases.ts";
import { execCases } from "./exec-cases.ts";
import { exitCases } from "./exit-cases.ts";
import type { DaemonProbes, EngineHarness } from "./harness.ts";
import { hostCases } from "./host-cases.ts";
import { imageCases } from "./image-cases.ts";
import { initCases } from "./init-cases.ts";
import { logCases } from "./log-cases.ts";
import { isolationCases, networkCases } from "./network-cases.ts";
import { portCases } from "./port-cases.ts";
import { probeCases } from "./probe-cases.ts";
import { readinessCases } from "./readiness-cases.ts";
import { statsCases } from "./stats-cases.ts";
import { upkeepCases } from "./upkeep-cases.ts";

export type { ContractImages, DaemonProbes, EngineHarness, StoredHardening } from "./harness.ts";
export { hostileSpecs } from "./hostile-specs.ts";

/** Outer bound; taking a crowd away on a loaded machine is the longest. */
const DISPOSE_MS = 300_000;

/**
 * The rules every engine keeps, as tests. A fake that passes them may stand where Docker stands.
 *
 * `open` is called once; what it returns is disposed at the end, whatever happened. Cases that need probes exist only where there
 * are some, so none is ever skipped.
 */
export function describeEngineContract(name: string, open: () => Promise<EngineHarness>, probes?: DaemonProbes): void {
	describeGroups(name, open, [
		["containers", containerCases],
		["drift", driftCases],
		["readiness", readinessCases],
		["probes", probeCases],
		["images", imageCases],
		["networks", networkCases],
		["logs", logCases],
		["events", eventCases],
		["changes", changeCases],
		["ports", portCases],
		["statistics", statsCases],
		["programs", execCases],
		["ends", exitCases],
		["inits", initCases],
		["upkeep", upkeepCases],
		["host", hostCases],
		["capabilities", capabilityCases],
		["giving up", abortCases],
		...(probes ? probedCases(probes) : []),
		["closing", closeCases],
	]);
}

/** The one rule that needs a crowded host, by itself: making the crowd takes longer than all other cases. */
export function describeCrowdContract(name: string, open: () => Promise<EngineHarness>): void {
	describeGroups(name, open, [["crowds", crowdCases]]);
}

type Group = readonly [string, (bench: () => Bench) => void];

function describeGroups(name: string, open: () => Promise<EngineHarness>, groups: readonly Group[]): void {
	describe(`${name} keeps the rules`, () => {
		let harness: EngineHarness | null = null;
		let opened: Bench | null = null;
		const bench = (): Bench => {
			if (!opened) throw new Error("the harness did not open");
			return opened;
		};
		beforeAll(async () => {
			harness = await open();
			opened = await openBench(harness);
		});
		afterAll(async () => {
			await harness?.[Symbol.asyncDispose]();
		}, DISPOSE_MS);

		for (const [group, cases] of groups) {
			describe(`of ${group}`, () => {
				cases(bench);
			});
		}
	});
}

const probedCases = (probes: DaemonProbes) =>
	[
		["hardening", (bench: () => Bench) => hardeningCases(bench, probes)],
		["isolation", (bench: () => Bench) => isolationCases(bench, probes)],
	] as const;
