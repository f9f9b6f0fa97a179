import type { AppRouter } from "@berth/client";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, renderHook } from "@testing-library/react";
import { createTRPCClient, httpLink } from "@trpc/client";
import type { ReactNode } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { TRPCProvider } from "@/data/trpc.ts";
import { useCommand } from "./use-command.tsx";

afterEach(cleanup);

/** A page whose server answers as it is told, and what was sent to it. */
function openPage(answers: readonly ("taken" | "lost")[]) {
	const sent: { readonly path: string; readonly input: unknown }[] = [];
	const answer = async (url: string, body: unknown) => {
		sent.push({ path: new URL(url).pathname, input: typeof body === "string" ? JSON.parse(body) : null });
		if (answers[sent.length - 1] === "lost") throw new TypeError("fetch failed");
		return Response.json({ result: { data: {} } });
	};
	const client = createTRPCClient<AppRouter>({
		links: [
			httpLink({
				url: "http://berth.test/trpc",
				fetch: (url, init) => answer(url instanceof Request ? url.url : url.toString(), init?.body),
			}),
		],
	});
	const queries = new QueryClient({ defaultOptions: { mutations: { retry: false } } });
	const onAccepted = vi.fn();
	const wrapper = ({ children }: { readonly children: ReactNode }) => (
		<QueryClientProvider client={queries}>
			<TRPCProvider trpcClient={client} queryClient={queries}>
				{children}
			</TRPCProvider>
		</QueryClientProvider>
	);
	const hook = renderHook(
		() =>
			useCommand<{ items: { quantity: number }[] }>({
				leaseId: "lease",
				said: "Scale accepted",
				call: (trpc, input) => trpc.lease.scale.mutate(input),
				onAccepted,
			}),
		{ wrapper },
	);
	const send = (quantity: number) => act(async () => hook.result.current.send({ items: [{ quantity }] }));
	const becomes = (check: () => void) => vi.waitFor(check, { timeout: 5_000 });
	const keys = () =>
		sent.map(({ input }) => (typeof input === "object" && input !== null && "idempotencyKey" in input ? input.idempotencyKey : null));
	return { hook, sent, keys, send, becomes, onAccepted };
}

test("a question that got no answer is sent again as the same one; another one, and one that was taken, are new", async () => {
	const page = openPage(["lost", "lost", "taken", "taken"]);
	await page.send(2);
	await page.becomes(() => expect(page.hook.result.current.problem).toMatchObject({ code: "UNREACHABLE" }));
	await page.send(2);
	await page.becomes(() => expect(page.sent).toHaveLength(2));
	await page.send(3);
	await page.becomes(() => expect(page.onAccepted).toHaveBeenCalledOnce());
	await page.becomes(() => expect(page.hook.result.current.problem).toBeNull());
	await page.send(3);
	await page.becomes(() => expect(page.onAccepted).toHaveBeenCalledTimes(2));
	const [first, again, other, later] = page.keys();
	expect(first).toMatch(/^[0-9a-f-]{36}$/);
	expect(again).toBe(first);
	expect(new Set([first, other, later]).size).toBe(3);
	expect(page.sent[2]).toMatchObject({ path: "/trpc/lease.scale", input: { leaseId: "lease", items: [{ quantity: 3 }] } });
});
