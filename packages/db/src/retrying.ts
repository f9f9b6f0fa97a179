import { setTimeout as sleep } from "node:timers/promises";
import { faultOf } from "./sql-state.ts";

/** Conflicts that a second try settles: how often at most, and the first wait, doubled each time with jitter. */
const retries: Readonly<Record<string, { readonly triesMax: number; readonly firstMs: number }>> = {
	/** serialization_failure */
	"40001": { triesMax: 5, firstMs: 5 },
	/** deadlock_detected */
	"40P01": { triesMax: 5, firstMs: 10 },
};

/** Does a whole unit of work again when it lost a conflict of the table above; each try has left nothing behind. */
export async function retrying<T>(work: () => Promise<T>): Promise<T> {
	for (let tries = 1; ; tries++) {
		try {
			return await work();
		} catch (error) {
			const rule = retries[faultOf(error)?.code ?? ""];
			if (rule === undefined || tries >= rule.triesMax) throw error;
			await sleep(rule.firstMs * 2 ** (tries - 1) * (0.5 + Math.random()));
		}
	}
}
