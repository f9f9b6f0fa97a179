import { type Database, type DatabaseCondition, readCondition, type SkuRecord } from "@berth/db";
import { ok, type Verdict } from "@berth/engine";
import type { ApiCheck } from "./api-check.ts";

/** Whether the database answers, fits this program, and holds what it should. */
export function databaseChecks(database: Database): readonly ApiCheck[] {
	return [
		{
			id: "db_reachable",
			title: "The database answers",
			judge: () => database.ping().then(judgeReachable, () => judgeReachable(null)),
		},
		{
			id: "db_migrated",
			title: "The database has this program's schema",
			judge: async () => judgeMigrated(await readCondition(database)),
		},
		{
			id: "clock_database",
			title: "The database's clock agrees with ours",
			judge: async () => judgeDatabaseClock(await readCondition(database)),
		},
		{
			id: "store_integrity",
			title: "The database is whole",
			judge: async () => judgeIntegrity(await readCondition(database)),
		},
		{
			id: "admin_password",
			title: "An admin has a password",
			judge: async () => judgeAdmins(await readCondition(database)),
		},
		{
			id: "default_limits",
			title: "Every size bounds memory, cpu and processes",
			judge: async () => judgeSkus(await database.stores.catalog.listSkus()),
		},
	];
}

export function judgeReachable(answer: { readonly latencyMs: number; readonly version: string } | null): Verdict {
	if (answer !== null) return ok(`Postgres ${answer.version} answers in ${Math.round(answer.latencyMs)} ms`);
	return { severity: "blocker", seen: "no answer", remedy: "Start Postgres, and see whether DATABASE_URL is right." };
}

export function judgeMigrated({ applied, known }: Pick<DatabaseCondition, "applied" | "known">): Verdict {
	const seen = `${applied} migrations are applied, ${known} are known`;
	if (applied === known) return ok(seen);
	const remedy = applied < known ? "Restart Berth: it migrates when it starts." : "Start the newest Berth that ran on this database.";
	return { severity: "blocker", seen, remedy };
}

/** Beyond this, expiry times and positions in logs contradict each other. */
const SKEW_MAX_MS = 5_000;

export function judgeDatabaseClock({
	now,
	askedAtMs,
	answeredAtMs,
}: Pick<DatabaseCondition, "now" | "askedAtMs" | "answeredAtMs">): Verdict {
	const theirs = now.getTime();
	const skewMs = theirs < askedAtMs ? askedAtMs - theirs : Math.max(0, theirs - answeredAtMs);
	const seen = `${(skewMs / 1_000).toFixed(1)} s apart`;
	if (skewMs <= SKEW_MAX_MS) return ok(seen);
	return { severity: "warning", seen, remedy: "Let both machines keep time by NTP." };
}

export function judgeIntegrity({
	checksumFailures,
	invalidIndexes,
	openConstraints,
}: Pick<DatabaseCondition, "checksumFailures" | "invalidIndexes" | "openConstraints">): Verdict {
	if (checksumFailures !== null && checksumFailures > 0) {
		return {
			severity: "blocker",
			seen: `${checksumFailures} pages had another checksum than they were written with`,
			remedy: "Stop Berth, see to the disk, and restore the last good backup onto another one.",
		};
	}
	const faults = [
		...invalidIndexes.map((name) => [`the index ${name} is invalid`, `REINDEX INDEX ${name};`]),
		...openConstraints.map((name) => [`the constraint ${name} was never validated`, `ALTER TABLE … VALIDATE CONSTRAINT ${name};`]),
	];
	if (faults.length > 0)
		return { severity: "warning", seen: faults.map(([seen]) => seen).join(", "), remedy: faults.map(([, remedy]) => remedy).join(" ") };
	return ok(
		checksumFailures === null ? "indexes and constraints are valid; pages have no checksums" : "indexes, constraints and pages are valid",
	);
}

export function judgeAdmins({ admins, adminsWithPassword }: Pick<DatabaseCondition, "admins" | "adminsWithPassword">): Verdict {
	const seen = `${adminsWithPassword} of ${admins} admins`;
	if (adminsWithPassword > 0) return ok(seen);
	return { severity: "info", seen, remedy: "Set a password on the page of your account: else every sign-in needs a new link." };
}

type Size = Pick<SkuRecord, "name" | "memoryBytes" | "cpuMillis" | "pidsMax">;

export function judgeSkus(skus: readonly Size[]): Verdict {
	const open = skus.filter(({ memoryBytes, cpuMillis, pidsMax }) => !(memoryBytes > 0 && cpuMillis > 0 && pidsMax > 0));
	if (open.length === 0) return ok(`${skus.length} sizes`);
	return {
		severity: "warning",
		seen: `without a bound: ${open.map(({ name }) => name).join(", ")}`,
		remedy: "Give each of them memory, cpu and processes: one tenant could take all of the host.",
	};
}
