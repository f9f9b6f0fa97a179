import { randomUUID } from "node:crypto";
import { asError, newId, SECOND, type TenantId } from "@berth/core";
import { z } from "zod";
import { label, networkLabels } from "../labels.ts";
import type { Context } from "./context.ts";
import { parse } from "./daemon.ts";
import type { ProbesUnderWay } from "./preflight-check.ts";
import { PROBE_PREFIX } from "./preflight-strays.ts";
import { removeContainer } from "./remove-container.ts";
import { created } from "./wire.ts";

const addresses = z.object({ NetworkSettings: z.object({ Networks: z.record(z.string(), z.object({ IPAddress: z.string().min(1) })) }) });
const kinds = z.object({ EnableIPv6: z.boolean().default(false) });
const ended = z.object({ StatusCode: z.number() });

/** Networks and containers like those of tenants, made to try something out. */
export interface Trial {
	/** Makes a tenant's network, over a bridge of this name if one is given. Returns its name. */
	network(bridge?: string): Promise<string>;
	hasIpv6(network: string): Promise<boolean>;
	/** Runs a program in a new container. Returns the container's name. */
	start(network: string, argv: readonly string[]): Promise<string>;
	addressOf(container: string, network: string): Promise<string>;
	exitOf(container: string): Promise<number>;
	/** Takes away all that was made. Never throws. */
	undo(): Promise<void>;
}

interface About {
	readonly op: string;
	readonly image: string;
	readonly underWay: ProbesUnderWay;
	readonly signal: AbortSignal;
}

/** Makes what a trial needs and remembers it. Nothing is given up half-way: what is made must be known to be removed. */
export function createTrial(context: Context, { op, image, underWay, signal }: About): Trial {
	const { daemon, lastingDaemon, installation, limits, closed, log } = context;
	const networks: string[] = [];
	const containers: string[] = [];
	const nameIn = (kind: string[]): string => {
		signal.throwIfAborted();
		const name = `${PROBE_PREFIX}${randomUUID()}`;
		underWay.add(name);
		kind.push(name);
		return name;
	};
	const lasting = (
		method: "POST" | "DELETE",
		path: string,
		rest: { body?: object; query?: Record<string, string>; also?: number[] } = {},
	) => lastingDaemon.call({ op, method, path, ...rest, signal: closed, ms: limits.createMs });
	const undoing = async (name: string, work: Promise<unknown>): Promise<void> => {
		await work.catch((error: unknown) => log.warn({ name, error: asError(error) }, "what a check had made could not be removed"));
		underWay.delete(name);
	};

	return {
		async network(bridge) {
			const name = nameIn(networks);
			const labels = networkLabels({ name, tenantId: newId<TenantId>() }, installation);
			const options = bridge === undefined ? {} : { Options: { "com.docker.network.bridge.name": bridge } };
			const body = { Name: name, Driver: "bridge", CheckDuplicate: true, ...options, Labels: labels };
			await lasting("POST", "/networks/create", { body });
			return name;
		},
		async hasIpv6(network) {
			const answer = await daemon.call({ op, method: "GET", path: `/networks/${network}`, signal });
			return parse(kinds, answer.body, op).EnableIPv6;
		},
		async start(network, [program = "", ...args]) {
			const name = nameIn(containers);
			const body = {
				Image: image,
				Entrypoint: [program],
				Cmd: args,
				Labels: { [label.installation]: installation },
				HostConfig: {
					NetworkMode: network,
					CapDrop: ["ALL"],
					SecurityOpt: ["no-new-privileges"],
					ReadonlyRootfs: true,
					Memory: 2 ** 26,
					PidsLimit: 32,
				},
			};
			const made = await lasting("POST", "/containers/create", { query: { name }, body });
			await lasting("POST", `/containers/${parse(created, made.body, op).Id}/start`);
			return name;
		},
		async addressOf(container, network) {
			const answer = await daemon.call({ op, method: "GET", path: `/containers/${container}/json`, signal });
			return parse(addresses, answer.body, op).NetworkSettings.Networks[network]?.IPAddress ?? "";
		},
		async exitOf(container) {
			const answer = await daemon.call({ op, method: "POST", path: `/containers/${container}/wait`, signal, ms: 40 * SECOND });
			return parse(ended, answer.body, op).StatusCode;
		},
		/** Containers first: a network that is used cannot go. */
		async undo() {
			const about = { installation, ms: limits.removeMs, signal: closed };
			await Promise.all(containers.map((name) => undoing(name, removeContainer(lastingDaemon, name, about))));
			await Promise.all(networks.map((name) => undoing(name, lasting("DELETE", `/networks/${name}`, { also: [404] }))));
		},
	};
}
