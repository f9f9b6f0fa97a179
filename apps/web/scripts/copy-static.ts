import { cp, glob, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

// `next build` leaves the browser's files out of the standalone server; without them a page has no script and no style.
const app = join(import.meta.dirname, "..");
const standalone = join(app, ".next/standalone/apps/web");
const served = join(standalone, ".next/static");

await stat(join(standalone, "server.js"));
await cp(join(app, ".next/static"), served, { recursive: true });

// Packed once, as tightly as it can be, for whoever takes it so.
const pack = promisify(brotliCompress);
const packed: Promise<void>[] = [];
for await (const file of glob("**/*.{js,css}", { cwd: served }))
	packed.push(
		(async () => {
			const plain = await readFile(join(served, file));
			const params = {
				[constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
				[constants.BROTLI_PARAM_SIZE_HINT]: plain.byteLength,
			};
			await writeFile(join(served, `${file}.br`), await pack(plain, { params }));
		})(),
	);
await Promise.all(packed);
