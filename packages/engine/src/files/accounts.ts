import { isFileId } from "./file-owner.ts";

export interface UserAccount {
	readonly name: string;
	readonly uid: number;
	readonly gid: number;
}

export interface GroupAccount {
	readonly name: string;
	readonly gid: number;
}

/** Lines beyond this are not read; no image has them by right. */
const LINES_MAX = 10_000;

/** Reads `/etc/passwd`. Comments and lines that are not whole are left out. Source  passwd(5). */
export const parsePasswd = (text: string): UserAccount[] =>
	fieldsOf(text, 4).flatMap(([name = "", , uid, gid]) => {
		const [user, group] = [readId(uid), readId(gid)];
		return user === null || group === null ? [] : [{ name, uid: user, gid: group }];
	});

/** Reads `/etc/group`. Source  group(5). */
export const parseGroup = (text: string): GroupAccount[] =>
	fieldsOf(text, 3).flatMap(([name = "", , gid]) => {
		const group = readId(gid);
		return group === null ? [] : [{ name, gid: group }];
	});

/** A decimal id the kernel knows; null for anything else. */
export function readId(text: string | undefined): number | null {
	if (text === undefined || !/^\d{1,10}$/.test(text)) return null;
	const id = Number(text);
	return isFileId(id) ? id : null;
}

const fieldsOf = (text: string, fieldsMin: number): string[][] =>
	text
		.split("\n", LINES_MAX)
		.map((line) => line.trim())
		.filter((line) => line !== "" && !line.startsWith("#"))
		.map((line) => line.split(":"))
		.filter((fields) => fields.length >= fieldsMin && fields[0] !== "");
