import { AppError, assertImageAllowed, type Service } from "@berth/core";
import type { LeaseItemRecord } from "@berth/db";
import type { Definition } from "../work/plan-change.ts";
import type { LeasePolicy } from "./command-context.ts";
import { assertMatch, ofItem } from "./lease-items.ts";

/**
 * Holds a manifest together with its sizes against every rule: one item for each service, images from allowed registries, what an init
 * service may have, what a service with data may not do, and where a domain may lead.
 *
 * Errors  BAD_INPUT, INVALID_MANIFEST, IMAGE_NOT_ALLOWED, UNSUPPORTED; each names the service and the rule.
 */
export function checkDefinition(policy: LeasePolicy, { manifest, items }: Definition): void {
	assertMatch(items, manifest);
	for (const { image } of Object.values(manifest.services)) assertImageAllowed(image, policy.allowedRegistries);
	for (const [at, item] of items.entries()) {
		const first = items.findIndex(({ domain }) => domain === item.domain);
		if (item.domain !== null && first !== at) throw ofItem(item.service, `cannot have the domain of "${items[first]?.service}"`);
		const service = manifest.services[item.service];
		// The match above has found it.
		if (service === undefined) continue;
		checkItem(policy, item, service);
		if (item.domain !== null) checkDomain(policy, item.service, item.domain, service);
	}
}

function checkItem(policy: LeasePolicy, item: LeaseItemRecord, service: Service): void {
	if (service.role === "init" && item.quantity !== 1) throw ofItem(item.service, "is an init service and runs once: its quantity is 1");
	if (item.diskBytes === 0) return;
	if (!policy.hasVolumes)
		throw new AppError("UNSUPPORTED", {
			message: `Service "${item.service}": the size "${item.sku}" has a disk, and this installation keeps no volumes.`,
			data: { issues: [{ path: `items.${item.service}.sku`, message: "sizes with a disk are not to be had here" }] },
		});
	if (service.update_order === "start-first") throw badOrder(item.service);
}

/** A volume is mounted in one container at a time, so the old one must go before the new one comes. */
function badOrder(service: string): AppError {
	const message = "start-first is not possible for a service with a disk: two containers cannot have its volume at once";
	const path = `services.${service}.update_order`;
	return new AppError("INVALID_MANIFEST", {
		message: `The manifest is not valid: ${path}: ${message}`,
		data: { issues: [{ path, message }] },
	});
}

function checkDomain(policy: LeasePolicy, name: string, domain: string, service: Service): void {
	const { ingressDomain } = policy;
	if (ingressDomain === null)
		throw new AppError("UNSUPPORTED", { message: "This installation has no ingress, so no service has a domain.", data: { domain } });
	if (domain === ingressDomain || domain.endsWith(`.${ingressDomain}`))
		throw ofItem(name, `cannot have the domain ${domain}: names below ${ingressDomain} are given out by the installation`);
	if (!Object.keys(service.ports ?? {}).some((port) => port.endsWith("/tcp")))
		throw ofItem(name, `has the domain ${domain} and no tcp port it could lead to`);
}
