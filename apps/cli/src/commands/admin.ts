import type { Command } from "commander";
import type { CommandRunner } from "../run/cli.ts";
import { ago, bytes, cores } from "../run/words.ts";
import { addAdminActors } from "./admin-actors.ts";
import { addAdminHistory } from "./admin-history.ts";
import { addAdminHost } from "./admin-host.ts";
import { addAdminNodes } from "./admin-nodes.ts";
import { addAdminPeople } from "./admin-people.ts";

/** `admin`: what only an admin of the installation sees. */
export function addAdmin(program: Command, runner: CommandRunner): void {
	const { does } = runner;
	const admin = program.command("admin").description("what admins of the installation see");
	addAdminActors(admin, runner);
	addAdminNodes(admin, runner);
	admin
		.command("retention")
		.description("what closed leases of every tenant left")
		.action(
			does(async (run) => {
				const { retentions } = await (await run.client()).admin.retentions.list.query({ limit: 100 });
				run.out.show(
					retentions,
					() => ({
						head: ["id", "lease", "state", "size", "kept for"],
						rows: retentions.map(({ id, leaseName, state, bytes: size, expiresAt }) => [id, leaseName, state, bytes(size), ago(expiresAt)]),
						none: "Nothing is kept.",
					}),
					() => retentions.map(({ id }) => id),
				);
			}),
		);
	admin
		.command("preflight")
		.description("what the host lacks or does well")
		.action(
			does(async (run) => {
				const results = await (await run.client()).admin.preflight.list.query();
				run.out.show(results, () => ({
					head: ["check", "severity", "what"],
					rows: results.map(({ title, severity, seen, remedy }) => [title, severity, [seen, remedy].filter(Boolean).join(" ")]),
				}));
			}),
		);
	admin
		.command("tenants")
		.description("who leases here and how much")
		.action(
			does(async (run) => {
				const { tenants } = await (await run.client()).admin.tenants.list.query({ limit: 200 });
				run.out.show(
					tenants,
					() => ({
						head: ["name", "leases", "cores", "memory", "suspended"],
						rows: tenants.map(({ name, use, leasesMax, suspendedAt }) => [
							name,
							leasesMax === null ? use.leases : `${use.leases} of ${leasesMax}`,
							cores(use.cpuMillis),
							bytes(use.memoryBytes),
							suspendedAt === null ? null : ago(suspendedAt),
						]),
						none: "There are no tenants.",
					}),
					() => tenants.map(({ name }) => name),
				);
			}),
		);
	admin
		.command("skus")
		.description("the sizes, the retired ones too")
		.action(
			does(async (run) => {
				const { skus } = await (await run.client()).admin.skus.list.query({ limit: 200 });
				run.out.show(
					skus,
					() => ({
						head: ["name", "cores", "memory", "disk", "on offer"],
						rows: skus.map(({ name, cpuMillis, memoryBytes, diskBytes, enabled }) => [
							name,
							cores(cpuMillis),
							bytes(memoryBytes),
							bytes(diskBytes),
							enabled ? "yes" : "no",
						]),
						none: "There are no sizes.",
					}),
					() => skus.map(({ name }) => name),
				);
			}),
		);
	addAdminHistory(admin, runner);
	addAdminPeople(admin, runner);
	addAdminHost(admin, runner);
}
