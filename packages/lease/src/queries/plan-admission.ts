import { type AdmissionView, AppError } from "@berth/core";
import type { Foreseen, HostPortWish, Stores } from "@berth/db";

/** Whether a request would be taken now, and everything that it would be refused for. Writes nothing. */
export async function planAdmission(
	stores: Pick<Stores, "leases">,
	wanted: Omit<Foreseen, "ports">,
	wishes: readonly HostPortWish[],
): Promise<AdmissionView> {
	const count = (protocol: string) => wishes.filter((wish) => wish.protocol === protocol).length;
	const { isNameTaken, domainsTaken, refusal, node, noRoom, fitsWithoutPorts } = await stores.leases.foresee({
		...wanted,
		ports: { tcp: count("tcp"), udp: count("udp") },
	});
	const grows = wanted.name !== null || Object.values(wanted.adds).some((amount) => amount > 0);
	const refusals = [
		...(isNameTaken ? [new AppError("NAME_TAKEN", { data: { name: wanted.name } })] : []),
		...domainsTaken.map((domain) => new AppError("CONFLICT", { message: "Another lease has this domain already.", data: { domain } })),
		...(refusal !== null && grows ? [refusal] : []),
		...(node === null && (grows || wishes.length > 0) ? [noRoom ?? tooLittle(wanted, wishes.length, fitsWithoutPorts)] : []),
	];
	return {
		admitted: refusals.length === 0,
		node: node?.name ?? null,
		refusals: refusals.map(({ code, message, data }) => ({ code, message, data })),
	};
}

const tooLittle = ({ adds }: Pick<Foreseen, "adds">, ports: number, fitsWithoutPorts: boolean): AppError =>
	fitsWithoutPorts
		? new AppError("CAPACITY_EXHAUSTED", {
				message: "No node that has room has as many stable ports to give as this asks for.",
				data: { which: "hostPorts", asked: ports },
			})
		: new AppError("CAPACITY_EXHAUSTED", { data: { asked: adds } });
