import type { LeaseDetail } from "@berth/core";

/** What a close takes away, in numbers. */
export function closeEffect(lease: LeaseDetail): string {
	const instances = lease.items.reduce((sum, { quantity }) => sum + quantity, 0);
	const endpoints = lease.endpoints.length;
	const parts = [`${instances} ${instances === 1 ? "instance" : "instances"}`];
	if (endpoints > 0) parts.push(`${endpoints} ${endpoints === 1 ? "endpoint" : "endpoints"}`);
	const end = keepsData(lease) ? "You choose what becomes of its data." : "This cannot be undone.";
	return `Berth stops and removes ${parts.join(" and ")} and gives the capacity back. ${end}`;
}

/** Whether there can be data in it. */
export const keepsData = ({ items }: LeaseDetail): boolean => items.some(({ diskBytes }) => diskBytes > 0);
