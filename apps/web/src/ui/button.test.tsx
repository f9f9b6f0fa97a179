import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { Button } from "./button.tsx";

afterEach(cleanup);

test("a refused button can be reached, says why, and does nothing", () => {
	const press = vi.fn();
	render(
		<Button refusal="The lease is closed." onClick={press}>
			Restart
		</Button>,
	);
	const button = screen.getByRole("button", { name: /Restart/ });
	expect(button.getAttribute("aria-disabled")).toBe("true");
	expect(button.hasAttribute("disabled")).toBe(false);
	expect(document.getElementById(button.getAttribute("aria-describedby") ?? "")?.textContent).toBe("The lease is closed.");
	button.click();
	expect(press).not.toHaveBeenCalled();
});

test("a busy button is pressed once", () => {
	const press = vi.fn();
	const { rerender } = render(<Button onClick={press}>Save</Button>);
	screen.getByRole("button").click();
	rerender(
		<Button busy onClick={press}>
			Save
		</Button>,
	);
	screen.getByRole("button").click();
	expect(press).toHaveBeenCalledTimes(1);
});
