import { AppError } from "@berth/core";
import type { Call } from "../call.ts";
import { type GroupAccount, parseGroup, parsePasswd, readId, type UserAccount } from "./accounts.ts";
import type { ArchiveSource } from "./archive-source.ts";
import { type FileOwner, rootOwner } from "./file-owner.ts";
import { readImageFile } from "./read-image-file.ts";

const FILE_BYTES_MAX = 1024 * 1024;

/**
 * What a `user`, `uid`, `user:group` or any mix of names and numbers means inside an image, in numbers. Empty is root.
 *
 * A number needs no account. Without a group it is the account's own, and group 0 for a number without an account, as engines do.
 * Errors  BAD_INPUT with `data.why` = `unknown-user` or `unknown-group`; with `too-large` for account files beyond 1 MiB.
 */
export async function resolveUser(source: ArchiveSource, user: string, call: Call): Promise<FileOwner> {
	const [name = "", group] = user.split(":", 2);
	if (name === "" && group === undefined) return rootOwner;
	const [uid, gid] = [readId(name), readId(group)];
	if (uid !== null && gid !== null) return { uid, gid };
	const users = async () => parsePasswd((await readImageFile(source, "/etc/passwd", FILE_BYTES_MAX, call)) ?? "");
	const groups = async () => parseGroup((await readImageFile(source, "/etc/group", FILE_BYTES_MAX, call)) ?? "");
	return findOwner(user, { users: await users(), groups: group === undefined || gid !== null ? [] : await groups() });
}

/** The same, of accounts that were read. The first of several with one name counts. */
export function findOwner(
	user: string,
	{ users, groups }: { readonly users: readonly UserAccount[]; readonly groups: readonly GroupAccount[] },
): FileOwner {
	const [name = "", group] = user.split(":", 2);
	const uid = name === "" ? 0 : readId(name);
	const account = users.find((one) => (uid === null ? one.name === name : one.uid === uid));
	if (account === undefined && uid === null) throw unknown("unknown-user", user, `The image has no user "${name}".`);
	return { uid: uid ?? account?.uid ?? 0, gid: findGid(group, groups, user) ?? account?.gid ?? 0 };
}

function findGid(group: string | undefined, groups: readonly GroupAccount[], user: string): number | null {
	if (group === undefined) return null;
	const gid = readId(group) ?? groups.find((one) => one.name === group)?.gid;
	if (gid === undefined) throw unknown("unknown-group", user, `The image has no group "${group}".`);
	return gid;
}

const unknown = (why: string, user: string, message: string): AppError => new AppError("BAD_INPUT", { message, data: { why, user } });
