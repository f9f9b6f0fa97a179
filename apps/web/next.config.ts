import { resolve } from "node:path";
import type { NextConfig } from "next";

const root = resolve(import.meta.dirname, "../..");

const config: NextConfig = {
	output: "standalone",
	outputFileTracingRoot: root,
	turbopack: { root },
	transpilePackages: ["@berth/client", "@berth/core"],
	images: { unoptimized: true },
	poweredByHeader: false,
	reactStrictMode: true,
	devIndicators: false,
	experimental: {
		// Pages are small and drawn in the browser; loading all of them at start only costs memory.
		preloadEntriesOnStart: false,
		optimizePackageImports: ["radix-ui", "lucide-react"],
	},
};

export default config;
