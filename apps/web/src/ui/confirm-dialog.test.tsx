import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { ConfirmDialog } from "./confirm-dialog.tsx";

afterEach(cleanup);

test("what cannot be undone happens only once its name was typed exactly", async () => {
	const confirm = vi.fn();
	render(
		<ConfirmDialog
			open
			onOpenChange={() => undefined}
			title="Close shop-prod?"
			effect="Berth removes 2 instances."
			action="Close lease"
			typed="shop-prod"
			busy={false}
			onConfirm={confirm}
		/>,
	);
	const field = await screen.findByRole("textbox", {}, { timeout: 30_000 });
	const form = field.closest("form");
	if (form === null) throw new Error("the field stands in no form");
	for (const text of ["", "shop-pro", "shop-prod "]) {
		fireEvent.change(field, { target: { value: text } });
		fireEvent.submit(form);
	}
	expect(confirm).not.toHaveBeenCalled();
	fireEvent.change(field, { target: { value: "shop-prod" } });
	fireEvent.submit(form);
	expect(confirm).toHaveBeenCalledTimes(1);
});
