import { cleanup, renderHook } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { tellStatus, waiting } from "./connection.ts";
import { type StreamHandlers, useStream } from "./use-stream.ts";

afterEach(cleanup);

function openStream() {
	const unsubscribe = vi.fn();
	const handlers: StreamHandlers<string>[] = [];
	const open = (given: StreamHandlers<string>) => {
		handlers.push(given);
		return { unsubscribe };
	};
	const heard: string[] = [];
	const onMessages = (messages: readonly string[]) => heard.push(...messages);
	const hook = renderHook((given: typeof open | null) => useStream({ open: given, onMessages }), {
		initialProps: open,
	});
	const [first] = handlers;
	if (first === undefined) throw new Error("the stream was not opened");
	return { first, heard, unsubscribe, hook };
}

test("the page is catching up until the stream has spoken, and again after a loss", async () => {
	const { first, heard, hook } = openStream();
	expect(waiting.get()).toBe(1);
	first.onData("a");
	first.onData("b");
	expect(waiting.get()).toBe(0);
	await vi.waitFor(() => expect(heard).toEqual(["a", "b"]), { timeout: 5_000 });
	tellStatus({ kind: "reconnecting", nextTryAt: Date.now(), attempt: 1 });
	expect(waiting.get()).toBe(1);
	first.onStarted?.();
	expect(waiting.get()).toBe(0);
	tellStatus({ kind: "live" });
	hook.unmount();
});

test("a stream that is left is ended, and what was still under way is not drawn", async () => {
	const { first, heard, unsubscribe, hook } = openStream();
	first.onData("late");
	hook.unmount();
	expect(unsubscribe).toHaveBeenCalledTimes(1);
	expect(waiting.get()).toBe(0);
	await new Promise((resolve) => requestAnimationFrame(resolve));
	expect(heard).toEqual([]);
});

test("a stream that the server has ended no longer counts as waiting", () => {
	const { first, hook } = openStream();
	first.onError(new Error("gone"));
	expect(waiting.get()).toBe(0);
	tellStatus({ kind: "reconnecting", nextTryAt: Date.now(), attempt: 1 });
	expect(waiting.get()).toBe(0);
	tellStatus({ kind: "live" });
	hook.unmount();
});
