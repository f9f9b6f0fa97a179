"use client";
import { createBrowserLinks } from "@berth/client";
import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient } from "@trpc/client";
import { ThemeProvider } from "next-themes";
import { type ReactNode, useState } from "react";
import { HintLayer } from "@/ui/hint-layer.tsx";
import { LiveRegion } from "@/ui/live-region.tsx";
import { Toasts } from "@/ui/toasts.tsx";
import { tellStatus } from "./connection.ts";
import { toProblem } from "./problem.ts";
import { readStored } from "./stored.ts";
import { TRPCProvider } from "./trpc.ts";

const TRIES = 3;

function createQueryClient(): QueryClient {
	const client = new QueryClient({
		queryCache: new QueryCache({
			// Whoever is told first that the session is over asks again who is signed in; the gate does the rest.
			onError: (error, query) => {
				const isMe = JSON.stringify(query.queryKey).includes('"me","get"');
				if (!isMe && toProblem(error).code === "UNAUTHENTICATED") void client.invalidateQueries({ queryKey: [["me", "get"]] });
			},
		}),
		defaultOptions: {
			queries: {
				staleTime: 10_000,
				retry: (count, error) => count < TRIES && toProblem(error).retryable,
				retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 5_000),
			},
			mutations: { retry: false },
		},
	});
	return client;
}

/** What every page stands in: the calls, the one stream of this tab, the theme, and the places where things are said. */
export function Providers({ children }: { readonly children: ReactNode }) {
	const [queries] = useState(createQueryClient);
	const [calls] = useState(() => {
		const isBrowser = typeof window !== "undefined";
		const tenant = (isBrowser && readStored("tenant")) || null;
		const { links } = createBrowserLinks({
			// The server draws no data, so its address is never called.
			url: isBrowser ? window.location.origin : "http://localhost",
			...(tenant === null ? {} : { tenant }),
			onStatus: tellStatus,
		});
		return createTRPCClient({ links });
	});
	return (
		<ThemeProvider attribute="data-theme" themes={["light", "dark", "contrast"]} enableColorScheme={false} disableTransitionOnChange>
			<QueryClientProvider client={queries}>
				<TRPCProvider queryClient={queries} trpcClient={calls}>
					{children}
					<LiveRegion />
					<HintLayer />
					<Toasts />
				</TRPCProvider>
			</QueryClientProvider>
		</ThemeProvider>
	);
}
