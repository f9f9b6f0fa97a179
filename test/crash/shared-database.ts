import { afterAll, beforeAll } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { createLeaseWorld, type LeaseWorld } from "./lease-world.ts";

/** One database for the tests of a file; each test has a tenant, a node and a host of its own in it. */
export function sharedDatabase(): { readonly world: () => Promise<LeaseWorld>; readonly test: () => TestDatabase } {
	let test: TestDatabase | null = null;
	beforeAll(async () => {
		test = await createTestDatabase({ poolMax: 6 });
	});
	afterAll(async () => {
		await test?.[Symbol.asyncDispose]();
	});
	const opened = () => {
		if (test === null) throw new Error("the database is not open yet");
		return test;
	};
	return { world: () => createLeaseWorld({ test: opened() }), test: opened };
}
