import { AppError } from "@berth/core";
import type pg from "pg";
import type { Queryable } from "./query.ts";

/** Down one connection at a time. Fewer: a packet for each read of a crowd. More: a quick read waits for the slow ones before it. */
const TOGETHER_MAX = 8;

/** What waits for others or makes them wait must not stand in front of what they wait for. */
const waits = /\b(insert|update|delete|merge|share|advisory\w*|lock|nextval|pg_notify|pg_sleep)\b/i;

interface Asked {
	readonly config: pg.QueryConfig;
	readonly resolve: (result: pg.QueryResult) => void;
	readonly reject: (error: Error) => void;
}

/**
 * Statements that only read and are soon done. Those that are asked for in one turn of the process go down one connection in one packet
 * and come back in one: half of what a quick read costs is its two packets. Alone, one goes as it would by the pool.
 *
 * Errors  INTERNAL for a statement that writes or locks, before it is sent; one that fails leaves those beside it alone.
 */
export function createReads(pool: pg.Pool): Queryable {
	const waiting: Asked[] = [];
	const harmless = new Set<string>();
	let connecting = 0;
	let isTurnWaited = false;

	const assertRead = (text: string) => {
		if (harmless.has(text)) return;
		if (waits.test(text)) throw new AppError("INTERNAL", { message: "A statement among the shared reads writes or locks." });
		harmless.add(text);
	};

	const take = (failed: Error | undefined, client: pg.PoolClient | undefined, release: (error?: Error) => void) => {
		connecting--;
		const asked = waiting.splice(0, TOGETHER_MAX);
		if (client === undefined) {
			for (const { reject } of asked) reject(failed ?? new Error("Connection terminated"));
			return;
		}
		if (asked.length === 0) return release();
		let open = asked.length;
		let broken: Error | undefined;
		for (const { config, resolve, reject } of asked) {
			client.query(config, (error, result) => {
				broken ??= error ?? undefined;
				open--;
				// Before anybody hears of it: what they ask for next may have this connection.
				if (open === 0) release(broken);
				if (error) reject(error);
				else resolve(result);
			});
		}
	};

	const endTurn = () => {
		isTurnWaited = false;
		while (connecting * TOGETHER_MAX < waiting.length) {
			connecting++;
			pool.connect(take);
		}
	};

	const query = async (config: pg.QueryConfig): Promise<pg.QueryResult> => {
		assertRead(config.text);
		return new Promise((resolve, reject) => {
			waiting.push({ config, resolve, reject });
			if (isTurnWaited) return;
			isTurnWaited = true;
			setImmediate(endTurn);
		});
	};
	// Of the driver's many forms this one is called.
	return { query } as Queryable;
}
