import { AppError } from "@berth/core";
import type { Data } from "../open-data.ts";

/** Helps somebody who lost their second factor where no other admin can. Errors  NOT_FOUND when nobody has the address. */
export async function resetSecondFactor({ database, auth }: Data, email: string): Promise<void> {
	const address = email.toLowerCase();
	const found = await database.stores.people.listUsers({ limit: 100, search: address });
	const user = found.find((one) => one.email === address);
	if (user === undefined) throw new AppError("NOT_FOUND", { message: `Nobody here has the address ${address}.` });
	await auth.accounts.resetSecondFactor(user.id);
}
