import type { Config } from "../config.ts";
import { type Data, openData } from "../open-data.ts";
import { createLogger } from "../telemetry/logger.ts";

/** Runs one errand on the database and closes it again. What is logged goes to standard error; standard output is the answer's. */
export async function withData<T>(config: Config, run: (data: Data) => Promise<T>): Promise<T> {
	const log = createLogger({ level: config.LOG_LEVEL, to: process.stderr });
	const data = await openData({ ...config, DATABASE_POOL_MAX: 2 }, log);
	try {
		return await run(data);
	} finally {
		await data.database.close();
	}
}
