/** One that wants a lane. Identity counts: each wait is an object of its own. */
export interface LaneRequest {
	readonly tenantId: string;
	/** Closing frees what creating needs, so it goes first. */
	readonly closing: boolean;
	/** Begun before: it had a lane, gave it back while it waited for something, and wants it again. */
	readonly resuming: boolean;
}

export interface LaneLimits {
	/** Lanes in all. */
	readonly lanes: number;
	/** How many a tenant may have for certain. Beyond it gets only what nobody else could use, and never the last one. */
	readonly perTenant: number;
	/** Of all, how many only closing may use. */
	readonly closing: number;
}

/** Who waits for the lanes of a node and who is next. Pure bookkeeping: it knows no time and no promise. */
export interface LaneQueue<R extends LaneRequest> {
	add(request: R): void;
	/** Forgets one that waits; harmless for any other. */
	remove(request: R): void;
	/** Gives a free lane to whoever is next, who has it until `free`; null when nobody may have one. */
	next(): R | null;
	free(request: R): void;
	/** How many that wait go before this one if nobody else comes; 0 for one that does not wait. */
	before(request: R): number;
	readonly waiting: number;
	readonly running: number;
}

type Rank = "closing" | "resuming" | "creating";
const ranks: readonly Rank[] = ["closing", "resuming", "creating"];
const rankOf = ({ closing, resuming }: LaneRequest): Rank => (closing ? "closing" : resuming ? "resuming" : "creating");

/**
 * Closing before creating, what has begun before what has not, tenants in turn, each tenant's own in the order they came.
 *
 * The share of a tenant counts before all of that: fifty closings of one do not hold up the provision of another. And the last
 * lane is kept for a tenant below its share, so that whoever comes next finds one whatever the others do.
 */
export function createLaneQueue<R extends LaneRequest>(limits: LaneLimits): LaneQueue<R> {
	const lanes = Math.max(1, limits.lanes);
	const forCreating = Math.max(1, lanes - limits.closing);
	/** Tenants in the order of their turns; one without a request is not in it. */
	const queues: Record<Rank, Map<string, R[]>> = { closing: new Map(), resuming: new Map(), creating: new Map() };
	const running = new Set<R>();
	const held = new Map<string, number>();
	let creating = 0;
	let waiting = 0;

	const leave = (rank: Rank, tenantId: string, queue: R[], at: number) => {
		queue.splice(at, 1);
		waiting -= 1;
		if (queue.length === 0) queues[rank].delete(tenantId);
	};
	const find = (may: (request: R) => boolean): R | null => {
		for (const rank of ranks) {
			for (const [tenantId, queue] of queues[rank]) {
				const [first] = queue;
				if (first === undefined || !may(first)) continue;
				leave(rank, tenantId, queue, 0);
				// Its next turn comes after everybody else's.
				if (queue.length > 0) {
					queues[rank].delete(tenantId);
					queues[rank].set(tenantId, queue);
				}
				return first;
			}
		}
		return null;
	};
	/** Lanes that such a request could have. */
	const freeFor = ({ closing }: R) => (closing ? lanes - running.size : Math.min(lanes - running.size, forCreating - creating));
	/** Whether another lane stays for whoever comes next; one that only closing may use is kept for nobody else. */
	const leavesOne = (request: R) => freeFor(request) > 1 || (request.closing && freeFor(request) > forCreating - creating);
	const isWithinShare = ({ tenantId }: R) => (held.get(tenantId) ?? 0) < limits.perTenant;

	return {
		add(request) {
			const rank = queues[rankOf(request)];
			const queue = rank.get(request.tenantId);
			if (queue) queue.push(request);
			else rank.set(request.tenantId, [request]);
			waiting += 1;
		},
		remove(request) {
			const rank = rankOf(request);
			const queue = queues[rank].get(request.tenantId);
			const at = queue?.indexOf(request) ?? -1;
			if (queue && at >= 0) leave(rank, request.tenantId, queue, at);
		},
		next() {
			if (waiting === 0 || running.size >= lanes) return null;
			const chosen = find((one) => freeFor(one) > 0 && isWithinShare(one)) ?? find((one) => freeFor(one) > 0 && leavesOne(one));
			if (chosen === null) return null;
			running.add(chosen);
			held.set(chosen.tenantId, (held.get(chosen.tenantId) ?? 0) + 1);
			if (!chosen.closing) creating += 1;
			return chosen;
		},
		free(request) {
			if (!running.delete(request)) return;
			const left = (held.get(request.tenantId) ?? 0) - 1;
			if (left > 0) held.set(request.tenantId, left);
			else held.delete(request.tenantId);
			if (!request.closing) creating -= 1;
		},
		before(request) {
			const rank = rankOf(request);
			const mine = queues[rank].get(request.tenantId)?.indexOf(request) ?? -1;
			if (mine < 0) return 0;
			let ahead = mine;
			for (const earlier of ranks.slice(0, ranks.indexOf(rank))) for (const queue of queues[earlier].values()) ahead += queue.length;
			let isMyTurnPast = false;
			for (const [tenantId, queue] of queues[rank]) {
				if (tenantId === request.tenantId) isMyTurnPast = true;
				else ahead += Math.min(queue.length, isMyTurnPast ? mine : mine + 1);
			}
			return ahead;
		},
		get waiting() {
			return waiting;
		},
		get running() {
			return running.size;
		},
	};
}
