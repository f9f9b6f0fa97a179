import { Resolver } from "node:dns/promises";
import { AppError, type Millis, SECOND } from "@berth/core";
import type { Call } from "../call.ts";

export interface DomainGate {
	/** `address` or `address:port` of each; asked independently of each other and of the host's own resolver. */
	readonly resolvers: readonly string[];
	/** How many of them must know the name; 0 for more than half. */
	readonly quorum?: number;
	/** For the whole question. Default five seconds. */
	readonly timeoutMs?: Millis;
}

export interface DomainAnswer {
	readonly ready: boolean;
	/** How many knew the name, of how many asked, and how many were needed; the rest may not have been waited for. */
	readonly known: number;
	readonly asked: number;
	readonly needed: number;
}

const TIMEOUT_MS = 5 * SECOND;

/**
 * Whether a domain has an address in the eyes of enough resolvers, so that a certificate for it can be had. Which address is not
 * compared: the host may well be behind one that it does not know.
 *
 * Answers as soon as it is decided; every lookup has ended by then. Without resolvers nothing is ready.
 * Errors  BAD_INPUT for a resolver that is no address; ABORTED.
 */
export async function isDomainReady(domain: string, gate: DomainGate, { signal }: Call): Promise<DomainAnswer> {
	const asked = gate.resolvers.length;
	const needed = gate.quorum ? Math.min(Math.max(1, gate.quorum), Math.max(1, asked)) : Math.floor(asked / 2) + 1;
	if (signal.aborted) throw aborted();
	const lookups = gate.resolvers.map((address) => startLookup(address, gate.timeoutMs ?? TIMEOUT_MS));
	const cancelAll = () => {
		for (const lookup of lookups) lookup.cancel();
	};
	const timer = setTimeout(cancelAll, gate.timeoutMs ?? TIMEOUT_MS);
	signal.addEventListener("abort", cancelAll, { once: true });
	let known = 0;
	let pending = asked;
	try {
		await Promise.all(
			lookups.map(async (lookup) => {
				if (await lookup.knows(domain)) known += 1;
				pending -= 1;
				if (known >= needed || known + pending < needed) cancelAll();
			}),
		);
	} finally {
		clearTimeout(timer);
		signal.removeEventListener("abort", cancelAll);
	}
	if (signal.aborted) throw aborted();
	return { ready: asked > 0 && known >= needed, known, asked, needed };
}

function startLookup(address: string, timeoutMs: Millis) {
	const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
	try {
		resolver.setServers([address]);
	} catch (cause) {
		throw new AppError("BAD_INPUT", {
			message: "A resolver is an IP address, with a port or without.",
			data: { resolver: address },
			cause,
		});
	}
	return {
		cancel: () => resolver.cancel(),
		/** True with the first address of either family; a name without any, and a resolver without an answer, are a no. */
		async knows(domain: string): Promise<boolean> {
			const one = async (question: Promise<readonly string[]>) => {
				const found = (await question.catch(() => [])).length > 0;
				if (found) resolver.cancel();
				return found;
			};
			const found = await Promise.all([one(resolver.resolve4(domain)), one(resolver.resolve6(domain))]);
			return found.includes(true);
		},
	};
}

const aborted = (): AppError => new AppError("ABORTED", { data: { op: "ingress.isDomainReady" } });
