import { chmod, copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../lib/run.ts";

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Berth demo</title>
<style>body { font: 18px/1.6 system-ui, sans-serif; max-width: 34rem; margin: 20vh auto; padding: 0 1rem } b { font-size: 2.5rem }</style>
<h1>It runs.</h1>
<p>This page is served by <code>web</code>, which asks <code>counter</code> over the tenant's own network: visit <b id="count">…</b></p>
<script>
	fetch("cgi-bin/visit").then((answer) => answer.text()).then((count) => { document.getElementById("count").textContent = count });
</script>
`;

/** Counts in memory: its only writable place is a tmpfs. */
const count = `#!/bin/sh
printf 'content-type: text/plain\\r\\n\\r\\n'
count=$(cat /tmp/count 2>/dev/null || echo 0)
case "$QUERY_STRING" in
peek) ;;
*) count=$((count + 1)); echo "$count" >/tmp/count ;;
esac
echo "$count"
`;

const visit = `#!/bin/sh
printf 'content-type: text/plain\\r\\n\\r\\n'
wget -q -O - "http://$COUNTER:8081/cgi-bin/count"
`;

const files: Readonly<Record<string, string>> = {
	"etc/passwd": "root:x:0:0:root:/:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n",
	"web/index.html": page,
	"web/cgi-bin/visit": visit,
	"counter/index.html": "counter\n",
	"counter/cgi-bin/count": count,
};

/** Goes up when the folders around the files change. */
const LAYOUT = 2;

/** Everything the demo's image depends on beside BusyBox itself. */
export const rootfsContent = JSON.stringify([LAYOUT, files]);

/** A folder with BusyBox under all its names and both of the demo's services. */
export async function makeRootfs(busybox: string): Promise<AsyncDisposable & { readonly folder: string }> {
	const folder = await mkdtemp(join(tmpdir(), "berth-demo-"));
	const remove = () => rm(folder, { recursive: true, force: true });
	try {
		await chmod(folder, 0o755);
		for (const name of ["bin", "etc", "proc", "run", "tmp", "web/cgi-bin", "counter/cgi-bin"])
			await mkdir(join(folder, name), { recursive: true });
		// A tmpfs takes the mode of the folder it covers.
		for (const name of ["tmp", "run"]) await chmod(join(folder, name), 0o1777);
		await copyFile(busybox, join(folder, "bin/busybox"));
		await chmod(join(folder, "bin/busybox"), 0o755);
		const { stdout } = await run([busybox, "--list"]);
		for (const name of stdout.split("\n").filter((line) => line !== "" && line !== "busybox"))
			await symlink("busybox", join(folder, "bin", name));
		for (const [path, text] of Object.entries(files)) {
			await writeFile(join(folder, path), text);
			await chmod(join(folder, path), path.includes("cgi-bin") ? 0o755 : 0o644);
		}
	} catch (error) {
		await remove();
		throw error;
	}
	return { folder, [Symbol.asyncDispose]: remove };
}
