import { type ChangePlanView, type Manifest, parseDuration, type Service, stablePorts } from "@berth/core";
import type { LeaseItemRecord } from "@berth/db";

/** What a release runs. */
export interface Definition {
	readonly manifest: Manifest;
	readonly items: readonly LeaseItemRecord[];
}

export type ServiceChange = ChangePlanView["services"][number];
export type ReplaceOrder = NonNullable<ServiceChange["order"]>;

/**
 * What a change of release does to each service: those that differ in nothing a container is made of are left alone, and of those
 * that differ in their quantity alone only the difference comes or goes. Those that differ in their size alone go on with the new one.
 * Pure.
 *
 * Returns an order for each service whose instances are replaced, and for no other.
 * `hasIngress`  whether the node's proxy reaches services by their containers' labels; else a domain touches no container.
 */
export function planChange(current: Definition | null, target: Definition, { hasIngress = false } = {}): ServiceChange[] {
	const names = new Set([...Object.keys(target.manifest.services), ...Object.keys(current?.manifest.services ?? {})]);
	return [...names].map((name) => {
		const before = partOf(current, name);
		const after = partOf(target, name);
		const counts = { service: name, from: before?.item.quantity ?? 0, to: after?.item.quantity ?? 0 };
		if (after === null) return { ...counts, action: "remove", because: [], order: null };
		if (before === null) return { ...counts, action: "add", because: [], order: null };
		return { ...counts, ...compare(before, after, hasIngress) };
	});
}

/**
 * Which goes first when an instance of the service is replaced. What has a volume or a stable port can only be stopped first: two
 * containers never have one of them at the same time.
 */
const replaceOrder = (before: Part, after: Part): ReplaceOrder =>
	[before, after].some(hasForItself) ? "stop-first" : (after.service.update_order ?? "start-first");

const hasForItself = ({ service, item }: Part): boolean => item.diskBytes > 0 || stablePorts(service).length > 0;

interface Part {
	readonly service: Service;
	readonly item: LeaseItemRecord;
}

export function partOf(definition: Definition | null, name: string): Part | null {
	const services = definition?.manifest.services ?? {};
	const service = Object.hasOwn(services, name) ? services[name] : undefined;
	const item = definition?.items.find((one) => one.service === name);
	return service && item ? { service, item } : null;
}

function compare(before: Part, after: Part, hasIngress: boolean): Pick<ServiceChange, "action" | "because" | "order"> {
	const differing = Object.entries(traits).flatMap(([name, of]) => (spell(of(before)) === spell(of(after)) ? [] : [name]));
	const isRouted = hasIngress && (hasRoute(before) || hasRoute(after));
	const [wasOne, isOne] = [before.item.quantity === 1, after.item.quantity === 1];
	// The address of an only instance bears no number.
	const isRenamed = isRouted && wasOne !== isOne;
	const because = [...differing, ...(isRenamed ? ["quantity"] : [])];
	const domain = before.item.domain === after.item.domain ? [] : ["domain"];
	const order = replaceOrder(before, after);
	const isMoved = isRouted && domain.length > 0;
	const quiet = [
		...(before.item.quantity === after.item.quantity ? [] : ["quantity"]),
		...(before.item.diskBytes === after.item.diskBytes ? [] : ["disk"]),
	];
	if (because.length === 1 && because[0] === "size" && !isMoved)
		return { action: "resize", because: [...because, ...quiet, ...domain], order: null };
	if (because.length > 0) return { action: "replace", because: [...because, ...domain], order };
	if (isMoved) return { action: "route", because: domain, order };
	if (quiet.length > 0) return { action: "scale", because: [...quiet, ...domain], order: null };
	return { action: domain.length > 0 ? "route" : "keep", because: domain, order: null };
}

const hasRoute = ({ service }: Part): boolean => Object.keys(service.ports ?? {}).some((spec) => spec.endsWith("/tcp"));

type Trait = (part: Part) => unknown;

const ms = (text: string | undefined) => (text === undefined ? null : parseDuration(text));

/** What a container is made of, by the name under which a difference in it is told. */
const traits: Readonly<Record<string, Trait>> = {
	image: ({ service }) => service.image,
	command: ({ service }) => service.command,
	args: ({ service }) => service.args,
	env: ({ service }) => service.env,
	labels: ({ service }) => service.labels,
	user: ({ service }) => service.user,
	ports: ({ service }) =>
		service.ports &&
		Object.fromEntries(Object.entries(service.ports).map(([spec, { ingress, stable }]) => [spec, [ingress === true, stable === true]])),
	healthCheck: ({ service: { health_check: check } }) =>
		check && check.test[0] !== "NONE" && [check.test, ms(check.interval), ms(check.timeout), ms(check.start_period), check.retries],
	readiness: ({ service: { readiness: asked } }) =>
		asked && { ...asked, interval: ms(asked.interval), timeout: ms(asked.timeout), start_period: ms(asked.start_period) },
	tmpfs: ({ service }) => service.tmpfs?.toSorted(),
	stopGracePeriod: ({ service }) => ms(service.stop_grace_period),
	init: ({ service }) => service.init ?? true,
	role: ({ service }) => service.role ?? "main",
	size: ({ item }) => [item.cpuMillis, item.memoryBytes, item.pidsMax],
	volume: ({ item }) => item.diskBytes > 0,
};

/** The same text for what differs only in the order of keys, or in empty and absent. */
function spell(value: unknown): string {
	if (Array.isArray(value)) return value.length === 0 ? "" : `[${value.map(spell).join()}]`;
	if (typeof value !== "object" || value === null)
		return value === undefined || value === null || value === false ? "" : JSON.stringify(value);
	const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
	return entries.length === 0 ? "" : `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${spell(inner)}`).join()}}`;
}
