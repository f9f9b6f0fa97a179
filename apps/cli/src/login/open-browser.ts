import { spawn } from "node:child_process";

/** What opens an address, as a program with its arguments: no shell reads it. */
const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
	darwin: ["open"],
	linux: ["xdg-open"],
	freebsd: ["xdg-open"],
	win32: ["rundll32", "url.dll,FileProtocolHandler"],
};

/** Opens a page in the browser of whoever sits here, if there is a way to. Nothing depends on it: the address is told as well. */
export function openBrowser(address: string): void {
	const url = URL.parse(address);
	const [program, ...args] = openers[process.platform] ?? [];
	// A server says where to go; what it says may start a browser, and nothing else.
	if (program === undefined || url === null || !/^https?:$/.test(url.protocol)) return;
	const child = spawn(program, [...args, url.href], { stdio: "ignore", detached: true });
	child.on("error", () => undefined);
	child.unref();
}
