import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface Pair {
	readonly cert: string;
	readonly key: string;
	readonly certPath: string;
	readonly keyPath: string;
}

export interface Certificates extends AsyncDisposable {
	readonly caPath: string;
	readonly ca: string;
	readonly server: Pair;
	/** Signed by the authority, under a common name and a DNS name. */
	client(name: string, dns: string): Promise<Pair>;
	/** Signed by nobody else. */
	stranger(name: string): Promise<Pair>;
}

const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];

/** An authority that lasts for a test, and what it signs. */
export async function createCertificates(): Promise<Certificates> {
	const dir = await mkdtemp(join(tmpdir(), "berth-wire-tls-"));
	const at = (name: string) => join(dir, name);
	const pair = async (name: string): Promise<Pair> => ({
		cert: await readFile(at(`${name}.pem`), "utf8"),
		key: await readFile(at(`${name}.key`), "utf8"),
		certPath: at(`${name}.pem`),
		keyPath: at(`${name}.key`),
	});
	const alone = async (name: string, subject: string) => {
		await run("openssl", ["req", "-x509", ...newKey, "-keyout", at(`${name}.key`), "-out", at(`${name}.pem`), "-subj", `/CN=${subject}`]);
		return pair(name);
	};
	const signed = async (name: string, subject: string, names: string) => {
		await writeFile(at(`${name}.ext`), `subjectAltName=${names}\n`);
		await run("openssl", ["req", ...newKey, "-keyout", at(`${name}.key`), "-out", at(`${name}.csr`), "-subj", `/CN=${subject}`]);
		const by = ["-CA", at("ca.pem"), "-CAkey", at("ca.key"), "-CAcreateserial", "-days", "2", "-extfile", at(`${name}.ext`)];
		await run("openssl", ["x509", "-req", "-in", at(`${name}.csr`), ...by, "-out", at(`${name}.pem`)]);
		return pair(name);
	};
	const { cert: ca, certPath: caPath } = await alone("ca", "authority");
	return {
		ca,
		caPath,
		server: await signed("server", "backend", "DNS:localhost,IP:127.0.0.1"),
		client: (name, dns) => signed(`client-${name}`, name, `DNS:${dns}`),
		stranger: (name) => alone(`stranger-${name}`, name),
		[Symbol.asyncDispose]: () => rm(dir, { recursive: true }),
	};
}
